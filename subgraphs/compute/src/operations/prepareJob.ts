import { columnsOf, type AppError, type Sql, type SqlTransaction } from '@ai-collective/platform';
import { z } from 'zod';
import { countsOf, JobEntity, type Job } from '../entities/Job.js';
import { ModelVersionEntity, type ModelVersion } from '../entities/ModelVersion.js';
import { notifyProgress } from '../progress/progressChannel.js';
import { auditFinishedJobs } from './auditFinishedJobs.js';
import { checkItemFile, type FileVerdict } from './checkItemFile.js';
import type { ComputeServices } from './ComputeServices.js';
import { WorkLostError, type Lease, type WorkHandler } from './doDueWork.js';
import { insertTasks } from './insertJob.js';
import { itemSlices, type ItemFile, type ItemProblem } from './itemFile.js';
import { endWork, type TakenWork } from './jobWork.js';

/** What a job's preparation was asked for with. */
export const preparationDetailsSchema = z.object({ itemsBlob: z.string() });

/** What it ended with, when it was refused. */
export const preparationResultSchema = z.object({
  problems: z.array(z.object({ line: z.int().nullable(), code: z.string(), message: z.string() })),
});

const mostAttempts = 8;

/**
 * Reads the items of a job from their blob: once to check every line, without a transaction, and, when all are right, once more
 * to write the tasks, all of them in one transaction. So a job has all its tasks or none, whatever stops in between.
 */
export const prepareJob: WorkHandler = {
  kind: 'PREPARE',
  leaseSeconds: 60,
  restSeconds: (attempt) => (attempt < mostAttempts ? Math.min(2 ** attempt, 60) : null),
  run: prepare,
  giveUp: async (sql, work) => {
    const job = await lockPreparing(sql, work);
    if (job !== undefined) await rejectJob(sql, job);
  },
};

async function prepare(services: ComputeServices, work: TakenWork, lease: Lease): Promise<void> {
  const { job, version, itemsBlob } = await load(services, work);
  const open = async (): Promise<ItemFile> => ({
    content: await services.blobs.open(job.tenantId, itemsBlob),
    declared: version.inputs,
  });
  const verdict = await check(services, { job, open, lease }).catch(missingFile);
  await services.database.withTenantSql(job.tenantId, async (sql) => {
    const isMine =
      verdict.problems.length === 0
        ? await take(sql, { job, version, work, lease, items: verdict.items, file: await open() })
        : await refuse(sql, { work, verdict });
    // Throwing rolls back what was written for nothing.
    if (!isMine) throw new WorkLostError('the job was canceled, or is prepared elsewhere');
  });
}

interface Loaded {
  readonly job: Job;
  readonly version: ModelVersion;
  readonly itemsBlob: string;
}

async function load({ database }: ComputeServices, { tenantId, jobId }: TakenWork): Promise<Loaded> {
  type Rows = [Job[], ModelVersion[], { readonly details: unknown }[]];
  const [[job], [version], [work]] = await database.queryTenant<Rows>(tenantId, [
    [`select ${columnsOf(JobEntity)} from jobs where tenant_id = ? and id = ?`, [tenantId, jobId]],
    [
      `select ${columnsOf(ModelVersionEntity)} from model_versions where tenant_id = ?
       and id = (select model_version_id from jobs where tenant_id = ? and id = ?)`,
      [tenantId, tenantId, jobId],
    ],
    [
      `select details from job_work where tenant_id = ? and job_id = ? and kind = 'PREPARE'`,
      [tenantId, jobId],
    ],
  ]);
  if (job === undefined || version === undefined) throw new Error('a job to be prepared is gone');
  return { job, version, ...preparationDetailsSchema.parse(work?.details) };
}

async function check(
  { policies, blobs }: ComputeServices,
  { job, open, lease }: { readonly job: Job; readonly open: () => Promise<ItemFile>; readonly lease: Lease },
): Promise<FileVerdict> {
  const { parameters } = policies.get(job.tenantId, job.ancestors);
  return checkItemFile(await open(), {
    maxItems: parameters['jobs.maxItems'],
    onProgress: (lines) => lease.renew(lines),
    blobs,
    community: job.tenantId,
  });
}

/** A file that is gone will not come back by trying again; everything else may pass. */
function missingFile(error: unknown): FileVerdict {
  const { code, message } = error as Partial<AppError>;
  if (code !== 'BLOB_NOT_FOUND') throw error;
  return { items: 0, problems: [{ line: null, code, message: message ?? code }] };
}

interface Taking {
  readonly job: Job;
  readonly version: ModelVersion;
  readonly work: TakenWork;
  readonly lease: Lease;
  readonly items: number;
  readonly file: ItemFile;
}

/** Gives the job its tasks. The statements at the end wait for whoever cancels the job, and then find nothing to change. */
async function take(sql: SqlTransaction, taking: Taking): Promise<boolean> {
  const { job, version, work, lease, items, file } = taking;
  await insertTasks(sql, { job, version }, renewing(itemSlices(file), lease, items));
  const prepared = await sql.execute<unknown[]>(
    `update jobs set preparation = null, queued = ? where tenant_id = ? and id = ? and preparation = 'PREPARING' returning id`,
    [items, job.tenantId, job.id],
  );
  const isMine = await endWork(sql, work, { done: items, result: null });
  await notifyProgress(sql, [job.id]);
  return prepared.length > 0 && isMine;
}

async function* renewing<Item>(
  slices: AsyncIterable<Item>,
  lease: Lease,
  items: number,
): AsyncGenerator<Item> {
  for await (const slice of slices) {
    await lease.renew(items);
    yield slice;
  }
}

async function refuse(
  sql: Sql,
  { work, verdict }: { readonly work: TakenWork; readonly verdict: FileVerdict },
): Promise<boolean> {
  const job = await lockPreparing(sql, work);
  if (job === undefined) return false;
  await rejectJob(sql, job);
  const problems: readonly ItemProblem[] = verdict.problems;
  return endWork(sql, work, { done: verdict.items, result: { problems } });
}

async function lockPreparing(sql: Sql, { tenantId, jobId }: TakenWork): Promise<Job | undefined> {
  const [job] = await sql.execute<Job[]>(
    `select ${columnsOf(JobEntity)} from jobs where tenant_id = ? and id = ? and preparation = 'PREPARING' for update`,
    [tenantId, jobId],
  );
  return job;
}

async function rejectJob(sql: Sql, job: Job): Promise<void> {
  const { id, tenantId, policyVersion } = job;
  await sql.execute(
    `update jobs set preparation = 'REJECTED', finished_at = now() where tenant_id = ? and id = ?`,
    [tenantId, id],
  );
  await auditFinishedJobs(sql, [
    { id, tenantId, policyVersion, counts: countsOf(job), preparation: 'REJECTED' },
  ]);
  await notifyProgress(sql, [id]);
}
