import { z } from 'zod';
import { ApiError } from './ApiError.js';
import type { Connection } from './Connection.js';
import { pollUntil } from './pollUntil.js';
import { call, request } from './request.js';

const exportSchema = z.object({
  state: z.enum(['PENDING', 'DONE', 'FAILED']),
  tasks: z.number(),
  totalTasks: z.number(),
  lastError: z.string().nullable(),
  blob: z.object({ downloadUrl: z.string() }).nullable(),
});

interface Waiting {
  readonly signal: AbortSignal;
  readonly onTasks: (done: number, total: number) => void;
}

/** Has the results of a finished job written into a blob and opens it. Throws EXPORT_FAILED, or what the API refuses it with. */
export async function exportResults(
  connection: Connection,
  jobId: string,
  { signal, onTasks }: Waiting,
): Promise<AsyncIterable<Uint8Array>> {
  await request(connection, {
    query: 'mutation Export($jobId: ID!) { exportResults(jobId: $jobId) { id } }',
    variables: { jobId },
    data: z.object({ exportResults: z.object({ id: z.string() }) }),
  });
  const { blob, lastError } = await pollUntil(async () => {
    const now = await look(connection, jobId);
    onTasks(now.tasks, now.totalTasks);
    return now.state === 'PENDING' ? undefined : now;
  }, signal);
  if (blob === null) throw new ApiError('EXPORT_FAILED', lastError ?? 'The results could not be written.');
  const response = await call(blob.downloadUrl, { signal });
  if (!response.ok || response.body === null)
    throw new ApiError('UNEXPECTED_ANSWER', `Storage answered ${response.status}.`);
  return response.body;
}

async function look(connection: Connection, id: string): Promise<z.infer<typeof exportSchema>> {
  const { job } = await request(connection, {
    query: `query Export($id: ID!) { job(id: $id) {
      export { state tasks totalTasks lastError blob { downloadUrl } }
    } }`,
    variables: { id },
    data: z.object({ job: z.object({ export: exportSchema }) }),
  });
  return job.export;
}
