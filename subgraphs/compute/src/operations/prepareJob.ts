import type { TaskInput } from '@ai-collective/contracts';
import {
  columnsOf,
  enqueue,
  type AppError,
  type OutboxMessage,
  type Sql,
  type SqlTransaction,
} from '@ai-collective/platform';
import { z } from 'zod';
import { countsOf, JobEntity, type Job } from '../entities/Job.js';
import { ModelVersionEntity, type ModelVersion } from '../entities/ModelVersion.js';
import type { ChainStep } from '../rules/chain/chainStep.js';
import { itemInputs } from '../rules/chain/itemInputs.js';
import type { TaskInputDeclaration } from '../rules/runnerInputs.js';
import { batchShapeOf } from '../rules/credit/batchShape.js';
import { notifyProgress } from '../progress/progressChannel.js';
import { ownRecord } from './audit.js';
import { auditFinishedJobs } from './auditFinishedJobs.js';
import { checkItemFile, type FileVerdict } from './checkItemFile.js';
import type { ComputeServices } from './ComputeServices.js';
import { holdEscrow } from './credit/holdEscrow.js';
import { quoteJob } from './credit/quoteJob.js';
import { WorkLostError, type Lease, type WorkHandler } from './doDueWork.js';
import { insertTasks } from './insertJob.js';
import type { Slice } from './inSlices.js';
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
  const { job, versions, steps, itemsBlob } = await load(services, work);
  const open = async (): Promise<ItemFile> => ({
    content: await services.blobs.open(job.tenantId, itemsBlob),
    declared: declaredBy(versions, steps),
  });
  const verdict = await check(services, { job, open, lease }).catch(missingFile);
  const taking = { job, versions, steps, work, lease, items: verdict.items, open };
  const refused =
    verdict.problems.length > 0 ? verdict : await inTransaction(services, job, takeWith(services, taking));
  if (refused !== null) await inTransaction(services, job, (sql) => refuse(sql, { work, verdict: refused }));
}

/** Answers what the job is refused for when there is not the credit for it; nothing of it is written then. */
const takeWith = (services: ComputeServices, taking: Taking) => async (sql: SqlTransaction) =>
  take(sql, services, taking);

async function inTransaction(
  { database }: ComputeServices,
  { tenantId }: Job,
  settle: (sql: SqlTransaction) => Promise<boolean>,
): Promise<FileVerdict | null> {
  try {
    await database.withTenantSql(tenantId, async (sql) => {
      // Throwing rolls back what was written for nothing.
      if (!(await settle(sql))) throw new WorkLostError('the job was canceled, or is prepared elsewhere');
    });
    return null;
  } catch (error) {
    return refusalFor(error, 'CREDIT_INSUFFICIENT');
  }
}

interface Loaded {
  readonly job: Job;
  readonly versions: readonly ModelVersion[];
  readonly steps: readonly ChainStep[];
  readonly itemsBlob: string;
}

async function load({ database }: ComputeServices, { tenantId, jobId }: TakenWork): Promise<Loaded> {
  type Rows = [Job[], ModelVersion[], ChainStep[], { readonly details: unknown }[]];
  const [[job], found, steps, [work]] = await database.queryTenant<Rows>(tenantId, [
    [`select ${columnsOf(JobEntity)} from jobs where tenant_id = ? and id = ?`, [tenantId, jobId]],
    [
      `select ${columnsOf(ModelVersionEntity)} from model_versions where tenant_id = ?
       and id = any(array(select unnest(model_version_id || chain) from jobs where tenant_id = ? and id = ?))`,
      [tenantId, tenantId, jobId],
    ],
    ['select inputs from job_steps where tenant_id = ? and job_id = ? order by step', [tenantId, jobId]],
    [
      `select details from job_work where tenant_id = ? and job_id = ? and kind = 'PREPARE'`,
      [tenantId, jobId],
    ],
  ]);
  if (job === undefined) throw new Error('a job to be prepared is gone');
  const wanted = job.chain.length === 0 ? [job.modelVersionId] : job.chain;
  const versions = wanted.flatMap((id) => found.find((version) => version.id === id) ?? []);
  return { job, versions, steps, ...preparationDetailsSchema.parse(work?.details) };
}

/** What the items of a job have to have; its chain was found right when it was submitted. */
function declaredBy(
  versions: readonly ModelVersion[],
  steps: readonly ChainStep[],
): readonly TaskInputDeclaration[] {
  if (steps.length === 0) return versions[0]?.inputs ?? [];
  const item = itemInputs(steps, versions);
  if ('complaint' in item) throw new Error('a chain is not what it was when it was checked');
  return item.inputs;
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
  return refusalFor(error, 'BLOB_NOT_FOUND');
}

/** An error of this code as the reason to refuse a job; any other is thrown on. */
function refusalFor(error: unknown, refusal: string): FileVerdict {
  const { code, message } = error as Partial<AppError>;
  if (code !== refusal) throw error;
  return { items: 0, problems: [{ line: null, code, message: message ?? code }] };
}

interface Taking {
  readonly job: Job;
  readonly versions: readonly ModelVersion[];
  readonly steps: readonly ChainStep[];
  readonly work: TakenWork;
  readonly lease: Lease;
  readonly items: number;
  readonly open: () => Promise<ItemFile>;
}

/** Gives the job its tasks. The statements at the end wait for whoever cancels the job, and then find nothing to change. */
async function take(
  sql: SqlTransaction,
  { prices, policies }: ComputeServices,
  { job, versions, steps, work, lease, items, open }: Taking,
): Promise<boolean> {
  const slices = new FirstShape(renewing(itemSlices(await open()), lease, items));
  const [version] = versions;
  if (version === undefined) throw new Error('a job to be prepared has no model version');
  await insertTasks(sql, { job, version, steps }, slices);
  const policy = policies.get(job.tenantId, job.ancestors);
  await holdEscrow(sql, job, await quoteJob(prices, versions, { items, batchShape: slices.shape, policy }));
  const prepared = await sql.execute<unknown[]>(
    `update jobs set preparation = null, queued = ? where tenant_id = ? and id = ? and preparation = 'PREPARING' returning id`,
    [items, job.tenantId, job.id],
  );
  if (steps.length > 0)
    await sql.execute('update job_steps set queued = ? where tenant_id = ? and job_id = ? and step = 0', [
      ...[items, job.tenantId, job.id],
    ]);
  const isMine = await endWork(sql, work, { done: items, result: null });
  await enqueue(sql, [preparedRecord(job, items)]);
  await notifyProgress(sql, [job.id]);
  return prepared.length > 0 && isMine;
}

function preparedRecord({ id, tenantId, policyVersion }: Job, items: number): OutboxMessage {
  return ownRecord(policyVersion, {
    ...{ community: tenantId, action: 'jobs:prepare', type: 'job', id },
    details: { items },
  });
}

/** Slices as they pass, and the batch shape of the first, which stands for all of them in the price. */
class FirstShape implements AsyncIterable<Slice<TaskInput>> {
  shape = 1;

  constructor(private readonly slices: AsyncIterable<Slice<TaskInput>>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Slice<TaskInput>> {
    for await (const slice of this.slices) {
      if (slice.start === 0) this.shape = batchShapeOf(slice.items);
      yield slice;
    }
  }
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
