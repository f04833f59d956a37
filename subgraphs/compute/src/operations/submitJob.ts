import { newId, type TaskInput } from '@ai-collective/contracts';
import {
  columnsOf,
  enqueue,
  type OutboxMessage,
  type PolicyInForce,
  type Sql,
  type SqlTransaction,
} from '@ai-collective/platform';
import { JobEntity, type Job } from '../entities/Job.js';
import type { ModelVersion } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';
import { batchShapeOf } from '../rules/credit/batchShape.js';
import { deadlinesFrom } from '../rules/deadline.js';
import {
  jobPlacement,
  placementDigested,
  type AskedPlacement,
  type JobPlacement,
} from '../rules/jobPlacement.js';
import { allowedRecord } from './audit.js';
import { checkItems, type GivenItem } from './checkItems.js';
import type { ComputeServices } from './ComputeServices.js';
import { holdEscrow } from './credit/holdEscrow.js';
import { quoteJob } from './credit/quoteJob.js';
import type { ChainStep } from '../rules/chain/chainStep.js';
import { authorizeTarget } from './authorizeTarget.js';
import { planOf } from './planOf.js';
import { insertJob, insertSteps, insertTasks } from './insertJob.js';
import { inSlices } from './inSlices.js';
import { addWork, type NewWork } from './jobWork.js';
import { requireWebhook } from './webhookSecrets.js';
import { fileRequestDigest, requestDigest } from './requestDigest.js';
import { namedBlobs, requireBlobs } from './requireBlobs.js';
import type { Requester } from './Requester.js';
import { resolveJobTarget, type JobTarget } from './resolveJobTarget.js';

export interface SubmitJobRequest extends JobTarget, AskedPlacement {
  readonly items?: readonly GivenItem[] | null | undefined;
  /** In place of items, a blob that holds them, one on each line as JSON. */
  readonly itemsBlob?: string | null | undefined;
  /** Told when the job is finished. */
  readonly webhookUrl?: string | null | undefined;
  readonly priority?: number | null | undefined;
  /** When it has to be done; what is left of it fails then. */
  readonly deadline?: Date | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  /** The id a new job is to have, for whoever watches it before it is there. */
  readonly jobId?: string | undefined;
}

const jobColumns = columnsOf(JobEntity);
const defaultPriority = 5;
const idempotencyKeyPattern = /^[\x21-\x7e]{1,200}$/;

/**
 * Checks a job whole, then writes it, its tasks and their messages in one transaction; nothing is written when
 * anything is wrong with it. Items in a blob are read and checked afterwards, by whichever replica comes to it; then the job is
 * PREPARING. The same idempotency key and contents answer the first job again.
 * Throws the codes of its target, items and blobs, ITEMS_REQUIRED, JOB_EMPTY, JOB_TOO_LARGE, PRIORITY_INVALID, DEADLINE_INVALID,
 * PRIVACY_CLASS_NOT_SUPPORTED, REGIONS_INVALID, PLACEMENT_IMPOSSIBLE,
 * TOO_MANY_UNFINISHED_JOBS, CREDIT_INSUFFICIENT, WEBHOOK_URL_INVALID, WEBHOOK_SECRET_MISSING, IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_CONFLICT and POLICIES_NOT_READY.
 */
export async function submitJob(
  services: ComputeServices,
  requester: Requester,
  request: SubmitJobRequest,
): Promise<Job> {
  const { community } = services.reach(requester.passport, 'jobs:submit');
  const policy = services.policies.get(community, requester.passport.ancestors);
  const { items, itemsBlob } = checkRequest(request, policy);
  const blobsThere = requireBlobs(
    services.blobs,
    community,
    itemsBlob === null ? namedBlobs(items) : [itemsBlob],
  );
  // It goes on meanwhile; what is wrong with the job itself is told first.
  blobsThere.catch(() => undefined);
  const target = await resolveJobTarget(services.database, community, request);
  const { versions, fleet, unfinishedJobs } = target;
  authorizeTarget(services, requester.passport, target);
  const { declared, steps } = planOf(versions, request.steps);
  const inputs = await checkItems(declared, items);
  const job = await newJob(requester, request, {
    ...{ ...target, fleetId: fleet.id, steps },
    ...{ inputs, itemsBlob, policy },
  });
  const earlier =
    job.idempotencyKey === null
      ? null
      : await services.database.withTenantSql(community, (sql) => findEarlier(sql, job));
  if (earlier !== null) return earlier;
  requireDeadline(job);
  await blobsThere;
  if (request.webhookUrl != null) await requireWebhook(services, community, request.webhookUrl);
  requireRoom(unfinishedJobs, policy);
  // Of items in a blob nobody knows yet how many there are: they are paid for when they are read.
  const quote =
    itemsBlob === null
      ? await quoteJob(services.prices, versions, {
          items: inputs.length,
          batchShape: batchShapeOf(inputs),
          policy,
        })
      : null;
  return services.database.withTenantSql(community, async (sql) => {
    const inserted = insertJob(sql, job);
    // Without a key nothing can be in the way of the job.
    if (job.idempotencyKey === null) sql.last(inserted);
    else if (!(await inserted)) return (await findEarlier(sql, job)) ?? job;
    if (steps.length > 0) sql.last(insertSteps(sql, job, steps));
    if (quote !== null) await holdEscrow(sql, job, quote);
    if (request.webhookUrl != null) sql.last(addWork(sql, webhookWork(job, request.webhookUrl)));
    await insertItems(sql, {
      job,
      version: target.version,
      steps,
      inputs,
      itemsBlob,
      also: [submissionRecord(requester, job, itemsBlob)],
    });
    return job;
  });
}

interface Items {
  readonly items: readonly GivenItem[];
  readonly itemsBlob: string | null;
}

function checkRequest(request: SubmitJobRequest, policy: PolicyInForce): Items {
  const { priority, idempotencyKey } = request;
  if (priority != null && (priority < 0 || priority > 9)) throw errors.PRIORITY_INVALID();
  if (idempotencyKey != null && !idempotencyKeyPattern.test(idempotencyKey))
    throw errors.IDEMPOTENCY_KEY_INVALID();
  return checkSize(request, policy);
}

function checkSize({ items, itemsBlob }: SubmitJobRequest, policy: PolicyInForce): Items {
  if ((items == null) === (itemsBlob == null)) throw errors.ITEMS_REQUIRED();
  const maxItems = policy.parameters['jobs.maxItems'];
  if (items?.length === 0) throw errors.JOB_EMPTY();
  if (items != null && items.length > maxItems) throw errors.JOB_TOO_LARGE({ items: items.length, maxItems });
  return { items: items ?? [], itemsBlob: itemsBlob ?? null };
}

/** Checks where a job may run. */
function requirePlacement(request: SubmitJobRequest, { parameters }: PolicyInForce): JobPlacement {
  const verdict = jobPlacement(request, parameters['placement.residency']);
  if ('placement' in verdict) return verdict.placement;
  switch (verdict.complaint) {
    case 'PRIVACY_CLASS_NOT_SUPPORTED':
      throw errors.PRIVACY_CLASS_NOT_SUPPORTED();
    case 'REGIONS_INVALID':
      throw errors.REGIONS_INVALID();
    case 'PLACEMENT_IMPOSSIBLE':
      throw errors.PLACEMENT_IMPOSSIBLE({ allowed: verdict.allowed.join(', ') });
  }
}

interface JobParts {
  readonly version: ModelVersion;
  readonly versions: readonly ModelVersion[];
  readonly steps: readonly ChainStep[];
  readonly fleetId: string;
  readonly inputs: readonly TaskInput[];
  readonly itemsBlob: string | null;
  readonly policy: PolicyInForce;
}

async function newJob(
  { passport, trace }: Requester,
  request: SubmitJobRequest,
  parts: JobParts,
): Promise<Job> {
  const { version, fleetId, inputs, itemsBlob, policy } = parts;
  const chain = parts.steps.length === 0 ? [] : parts.versions.map(({ id }) => id);
  const priority = request.priority ?? defaultPriority;
  const deadline = request.deadline ?? null;
  const steps = parts.steps.map((step, place) => ({ ...step, modelVersionId: chain[place] ?? version.id }));
  const digested = {
    ...{ modelVersionId: version.id, fleetId, priority, placement: placementDigested(request) },
    ...(deadline !== null && { deadline: deadline.toISOString() }),
    ...(steps.length > 0 && { steps }),
  };
  return {
    id: request.jobId ?? newId('job'),
    tenantId: passport.community,
    modelVersionId: version.id,
    chain,
    passed: 0,
    fleetId,
    ancestors: [...passport.ancestors],
    priority,
    runtimeLimitMs: policy.parameters['tasks.maxRuntimeMs'],
    ...requirePlacement(request, policy),
    policyVersion: policy.version,
    idempotencyKey: request.idempotencyKey ?? null,
    requestDigest:
      itemsBlob === null
        ? await requestDigest({ ...digested, inputs })
        : fileRequestDigest({ ...digested, itemsBlob }),
    submittedBy: passport.sub,
    traceparent: trace.traceparent,
    preparation: itemsBlob === null ? null : 'PREPARING',
    queued: inputs.length,
    dispatched: 0,
    verifying: 0,
    succeeded: 0,
    failed: 0,
    canceled: 0,
    deadlineAt: deadline,
    createdAt: new Date(),
    finishedAt: null,
  };
}

interface NewItems {
  readonly job: Job;
  readonly version: ModelVersion;
  readonly steps: readonly ChainStep[];
  readonly inputs: readonly TaskInput[];
  readonly itemsBlob: string | null;
  readonly also: readonly OutboxMessage[];
}

/** The tasks of a job, or the work of reading them. */
async function insertItems(sql: SqlTransaction, items: NewItems): Promise<void> {
  const { job, version, steps, inputs, itemsBlob, also } = items;
  if (itemsBlob === null) return insertTasks(sql, { job, version, steps, also }, inSlices(inputs));
  const { id: jobId, tenantId } = job;
  const work = { tenantId, jobId, kind: 'PREPARE', details: { itemsBlob }, isDue: true } as const;
  sql.last(addWork(sql, work), enqueue(sql, also));
}

function webhookWork({ id, tenantId }: Job, url: string): NewWork {
  return { tenantId, jobId: id, kind: 'WEBHOOK', details: { url }, isDue: false };
}

function submissionRecord(requester: Requester, job: Job, itemsBlob: string | null): OutboxMessage {
  const { id, tenantId, modelVersionId, chain, fleetId, policyVersion, privacy, regions } = job;
  return allowedRecord(requester, {
    community: tenantId,
    action: 'jobs:submit',
    type: 'job',
    id,
    details: {
      modelVersionId,
      ...(chain.length > 0 && { chain }),
      fleetId,
      ...(itemsBlob === null ? { items: job.queued } : { itemsBlob }),
      policyVersion,
      privacy,
      ...(regions != null && { regions }),
    },
  });
}

/** The job that the same principal submitted with the same key, if any. Throws IDEMPOTENCY_CONFLICT when its contents differ. */
async function findEarlier(sql: Sql, job: Job): Promise<Job | null> {
  const { tenantId, idempotencyKey, submittedBy } = job;
  if (idempotencyKey == null) return null;
  const [earlier] = await sql.execute<Job[]>(
    `select ${jobColumns} from jobs where tenant_id = ? and submitted_by = ? and idempotency_key = ?`,
    [tenantId, submittedBy, idempotencyKey],
  );
  if (earlier !== undefined && earlier.requestDigest !== job.requestDigest)
    throw errors.IDEMPOTENCY_CONFLICT({ jobId: earlier.id });
  return earlier ?? null;
}

/** Asked only of jobs that are new: one submitted again is answered, however late. */
function requireDeadline({ deadlineAt, createdAt }: Job): void {
  if (deadlineAt == null) return;
  const { earliest, latest } = deadlinesFrom(createdAt);
  if (deadlineAt < earliest || deadlineAt > latest)
    throw errors.DEADLINE_INVALID({ earliest: earliest.toISOString(), latest: latest.toISOString() });
}

function requireRoom(unfinishedJobs: number, { parameters }: PolicyInForce): void {
  const maxUnfinished = parameters['jobs.maxUnfinished'];
  if (unfinishedJobs >= maxUnfinished) throw errors.TOO_MANY_UNFINISHED_JOBS({ maxUnfinished });
}
