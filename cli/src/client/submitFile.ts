import { z } from 'zod';
import { ApiError } from './ApiError.js';
import type { Connection } from './Connection.js';
import { pollUntil } from './pollUntil.js';
import { request } from './request.js';

const jobSchema = z.object({
  id: z.string(),
  state: z.string(),
  counts: z.object({ total: z.number() }),
  preparation: z
    .object({
      lines: z.number(),
      problems: z.array(z.object({ line: z.number().nullable(), code: z.string(), message: z.string() })),
    })
    .nullable(),
});

/** A job as far as taking its items goes. */
export type SubmittedJob = z.infer<typeof jobSchema>;

const fields = 'id state counts { total } preparation { lines problems { line code message } }';

interface FileJob {
  readonly model?: string | undefined;
  /** A chain of models in place of one, as `steps` of SubmitJobInput. */
  readonly steps?: readonly unknown[] | undefined;
  readonly itemsBlob: string;
  readonly fleetId?: string | undefined;
  readonly priority?: number | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly webhookUrl?: string | undefined;
  readonly privacy?: string | undefined;
  readonly placement?: { readonly regions: readonly string[] } | undefined;
  readonly deadline?: string | undefined;
}

interface Waiting {
  readonly signal: AbortSignal;
  /** Told how many lines have been read. */
  readonly onLines: (lines: number) => void;
}

/** Submits a job whose items are in a blob, and waits until they are taken. Throws JOB_REJECTED with the lines that are wrong. */
export async function submitFile(
  connection: Connection,
  input: FileJob,
  { signal, onLines }: Waiting,
): Promise<SubmittedJob> {
  const { submitJob } = await request(connection, {
    query: `mutation Submit($input: SubmitJobInput!) { submitJob(input: $input) { ${fields} } }`,
    variables: { input },
    data: z.object({ submitJob: jobSchema }),
  });
  const job = await pollUntil(async () => {
    const now = await look(connection, submitJob.id);
    onLines(now.preparation?.lines ?? 0);
    return now.state === 'PREPARING' ? undefined : now;
  }, signal);
  if (job.state === 'REJECTED') throw new ApiError('JOB_REJECTED', problemsOf(job));
  return job;
}

async function look(connection: Connection, id: string): Promise<SubmittedJob> {
  const { job } = await request(connection, {
    query: `query Preparation($id: ID!) { job(id: $id) { ${fields} } }`,
    variables: { id },
    data: z.object({ job: jobSchema }),
  });
  return job;
}

function problemsOf({ id, preparation }: SubmittedJob): string {
  const problems = (preparation?.problems ?? []).map(
    ({ line, code, message }) => `  ${line === null ? 'the file' : `line ${line}`}: ${message} [${code}]`,
  );
  return [`The items of ${id} were refused.`, ...problems].join('\n');
}
