import type { JsonValue, TaskFailure, TaskOutput } from '@ai-collective/contracts';
import { enqueue, type Sql } from '@ai-collective/platform';
import { z } from 'zod';
import type { TaskState } from '../rules/taskState.js';
import { ownRecord } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import { WorkLostError, type Lease, type WorkHandler } from './doDueWork.js';
import { endWork, type TakenWork } from './jobWork.js';

/** What an export ended with. */
export const exportResultSchema = z.object({ cid: z.string(), bytes: z.int() });

const mostAttempts = 8;

/** Tasks read at a time; an output in place has at most 64 KiB. */
const tasksPerPage = 200;

/** Writes the results of a finished job into a blob, one task on each line, in the order of the items. */
export const exportJob: WorkHandler = {
  kind: 'EXPORT',
  leaseSeconds: 60,
  restSeconds: (attempt) => (attempt < mostAttempts ? Math.min(2 ** attempt, 60) : null),
  run: async (services, work, lease) => {
    const { tenantId, jobId } = work;
    let done = 0;
    const stored = await services.blobs.upload(tenantId, {
      content: linesOf(services, work, { lease, onPage: (tasks) => (done += tasks) }),
      name: `${jobId}.jsonl`,
      mediaType: 'application/jsonl',
      maxBytes: await mostBytes(services, work),
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

async function mostBytes(
  { database, policies }: ComputeServices,
  { tenantId, jobId }: TakenWork,
): Promise<number> {
  const [[job]] = await database.queryTenant<[{ readonly ancestors: string[] }[]]>(tenantId, [
    ['select ancestors from jobs where tenant_id = ? and id = ?', [tenantId, jobId]],
  ]);
  return policies.get(tenantId, job?.ancestors ?? []).parameters['blobs.maxBytes'];
}

interface SettledTask {
  readonly ordinal: number;
  readonly state: TaskState;
  readonly output: TaskOutput | null;
  readonly failure: TaskFailure | null;
}

interface Exporting {
  readonly lease: Lease;
  readonly onPage: (tasks: number) => void;
}

/** Page by page, each in a transaction of its own: settled tasks change no more. */
async function* linesOf(
  { database }: ComputeServices,
  { tenantId, jobId }: TakenWork,
  { lease, onPage }: Exporting,
): AsyncGenerator<string, void, undefined> {
  for (let next = 0; ;) {
    await lease.renew(next);
    const [tasks] = await database.queryTenant<[SettledTask[]]>(tenantId, [
      [
        `select ordinal, state, output, failure from tasks
         where tenant_id = ? and job_id = ? and ordinal >= ? order by ordinal limit ?`,
        [tenantId, jobId, next, tasksPerPage],
      ],
    ]);
    const last = tasks.at(-1);
    if (last === undefined) return;
    onPage(tasks.length);
    yield tasks.map(toLine).join('');
    next = last.ordinal + 1;
  }
}

/** An output too large to be sent in place stays in its blob. */
function toLine({ ordinal, state, output, failure }: SettledTask): string {
  const result =
    output?.type === 'blob'
      ? { outputBlob: { cid: output.cid, bytes: output.bytes } }
      : { output: output?.json ?? null };
  return `${JSON.stringify({ ordinal, state, ...result, failure })}\n`;
}
