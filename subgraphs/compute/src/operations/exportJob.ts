import type { JsonValue, TaskFailure, TaskOutput } from '@ai-collective/contracts';
import { enqueue, type Sql } from '@ai-collective/platform';
import { z } from 'zod';
import type { Job } from '../entities/Job.js';
import type { TaskState } from '../rules/taskState.js';
import { ownRecord } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import { WorkLostError, type Lease, type WorkHandler } from './doDueWork.js';
import { endWork, type TakenWork } from './jobWork.js';

/** What an export ended with. */
export const exportResultSchema = z.object({ cid: z.string(), bytes: z.int() });

const mostAttempts = 8;

/** Items read at a time; they are numbered without gaps, and an output in place has at most 64 KiB. */
const itemsPerPage = 200;

/** Writes the results of a finished job into a blob, one item on each line, in their order: of a chain, the task it came to last. */
export const exportJob: WorkHandler = {
  kind: 'EXPORT',
  leaseSeconds: 60,
  restSeconds: (attempt) => (attempt < mostAttempts ? Math.min(2 ** attempt, 60) : null),
  run: async (services, work, lease) => {
    const { tenantId, jobId } = work;
    let done = 0;
    const job = await loadJob(services, work);
    const step = job.chain.length > 0;
    const stored = await services.blobs.upload(tenantId, {
      content: linesOf(services, work, { lease, step, onPage: (tasks) => (done += tasks) }),
      name: `${jobId}.jsonl`,
      mediaType: 'application/jsonl',
      maxBytes: services.policies.get(tenantId, job.ancestors).parameters['blobs.maxBytes'],
    });
    const isMine = await services.database.withTenantSql(tenantId, async (sql) => {
      const isEnded = await endWork(sql, work, { done, result: stored });
      if (isEnded) await recordExport(sql, work, { state: 'DONE', cid: stored.cid, tasks: done });
      return isEnded;
    });
    if (!isMine) throw new WorkLostError('the export is done elsewhere');
  },
  giveUp: (sql, work) => recordExport(sql, work, { state: 'FAILED' }),
};

/** Somebody was allowed to ask for it, which is another record; this one says what came of it. */
async function recordExport(
  sql: Sql,
  { tenantId, jobId }: TakenWork,
  details: Readonly<Record<string, JsonValue>>,
): Promise<void> {
  const [job] = await sql.execute<{ readonly policyVersion: number }[]>(
    'select policy_version as "policyVersion" from jobs where tenant_id = ? and id = ?',
    [tenantId, jobId],
  );
  const change = { community: tenantId, action: 'jobs:export', type: 'job', id: jobId, details } as const;
  await enqueue(sql, [ownRecord(job?.policyVersion ?? 0, change)]);
}

async function loadJob(
  { database }: ComputeServices,
  { tenantId, jobId }: TakenWork,
): Promise<Pick<Job, 'ancestors' | 'chain'>> {
  const [[job]] = await database.queryTenant<[Pick<Job, 'ancestors' | 'chain'>[]]>(tenantId, [
    ['select ancestors, chain from jobs where tenant_id = ? and id = ?', [tenantId, jobId]],
  ]);
  return job ?? { ancestors: [], chain: [] };
}

interface SettledTask {
  readonly ordinal: number;
  readonly step: number;
  readonly state: TaskState;
  readonly output: TaskOutput | null;
  readonly failure: TaskFailure | null;
}

interface Exporting {
  readonly lease: Lease;
  /** Whether to say which step an item came to. */
  readonly step: boolean;
  readonly onPage: (tasks: number) => void;
}

/** Page by page, each in a transaction of its own: settled tasks change no more. */
async function* linesOf(
  { database }: ComputeServices,
  { tenantId, jobId }: TakenWork,
  { lease, step, onPage }: Exporting,
): AsyncGenerator<string, void, undefined> {
  for (let next = 0; ;) {
    await lease.renew(next);
    const [tasks] = await database.queryTenant<[SettledTask[]]>(tenantId, [
      [
        `select distinct on (ordinal) ordinal, step, state, output, failure from tasks
         where tenant_id = ? and job_id = ? and ordinal >= ? and ordinal < ? order by ordinal, step desc`,
        [tenantId, jobId, next, next + itemsPerPage],
      ],
    ]);
    const last = tasks.at(-1);
    if (last === undefined) return;
    onPage(tasks.length);
    yield tasks.map((task) => toLine(task, step)).join('');
    next = last.ordinal + 1;
  }
}

/** An output too large to be sent in place stays in its blob. */
function toLine({ ordinal, step, state, output, failure }: SettledTask, saysStep: boolean): string {
  const result =
    output?.type === 'blob'
      ? { outputBlob: { cid: output.cid, bytes: output.bytes } }
      : { output: output?.json ?? null };
  return `${JSON.stringify({ ordinal, ...(saysStep && { step }), state, ...result, failure })}\n`;
}
