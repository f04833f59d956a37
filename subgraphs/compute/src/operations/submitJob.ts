import { newId, type TaskInput } from '@ai-collective/contracts';
import { columnsOf, type PolicyInForce, type Sql } from '@ai-collective/platform';
import { JobEntity, type Job } from '../entities/Job.js';
import type { ModelVersion } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';
import { checkItems, type GivenItem } from './checkItems.js';
import type { ComputeServices } from './ComputeServices.js';
import { insertJob, insertTasks } from './insertJob.js';
import { inSlices } from './inSlices.js';
import { requestDigest } from './requestDigest.js';
import { requireBlobs } from './requireBlobs.js';
import type { Requester } from './Requester.js';
import { resolveJobTarget, type JobTarget } from './resolveJobTarget.js';

export interface SubmitJobRequest extends JobTarget {
  readonly items: readonly GivenItem[];
  readonly priority?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

const jobColumns = columnsOf(JobEntity);
const defaultPriority = 5;
const idempotencyKeyPattern = /^[\x21-\x7e]{1,200}$/;

/**
 * Checks a job whole, then writes it, its tasks and their messages in one transaction; nothing is written when
 * anything is wrong with it. The same idempotency key and contents answer the first job again.
 * Throws the codes of its target, items and blobs, JOB_EMPTY, JOB_TOO_LARGE, PRIORITY_INVALID,
 * TOO_MANY_UNFINISHED_JOBS, IDEMPOTENCY_KEY_INVALID, IDEMPOTENCY_CONFLICT and POLICIES_NOT_READY.
 */
export async function submitJob(
  services: ComputeServices,
  requester: Requester,
  request: SubmitJobRequest,
): Promise<Job> {
  const { community } = services.reach(requester.passport, 'jobs:submit');
  const policy = services.policies.get(community, requester.passport.ancestors);
  checkRequest(request, policy);
  const blobsThere = requireBlobs(services.blobs, community, request.items);
  // It goes on meanwhile; what is wrong with the job itself is told first.
  blobsThere.catch(() => undefined);
  const { version, fleet, unfinishedJobs } = await resolveJobTarget(services.database, community, request);
  const model = { type: 'Model', id: version.modelId } as const;
  const on = { type: 'Fleet', id: fleet.id } as const;
  services.authorize(requester.passport, 'jobs:submit', { community, ...model, alongside: [on] });
  services.authorize(requester.passport, 'jobs:submit', { community, ...on, alongside: [model] });
  const inputs = await checkItems(version.inputs, request.items);
  const job = await newJob(requester, request, { version, fleetId: fleet.id, inputs, policy });
  const earlier =
    job.idempotencyKey === null
      ? null
      : await services.database.withTenantSql(community, (sql) => findEarlier(sql, job));
  if (earlier !== null) return earlier;
  await blobsThere;
  requireRoom(unfinishedJobs, policy);
  return services.database.withTenantSql(community, async (sql) => {
    const inserted = insertJob(sql, job);
    // Without a key nothing can be in the way of the job.
    if (job.idempotencyKey === null) sql.last(inserted);
    else if (!(await inserted)) return (await findEarlier(sql, job)) ?? job;
    await insertTasks(sql, { job, version, requester }, inSlices(inputs));
    return job;
  });
}

function checkRequest({ items, priority, idempotencyKey }: SubmitJobRequest, policy: PolicyInForce): void {
  const maxItems = policy.parameters['jobs.maxItems'];
  if (items.length === 0) throw errors.JOB_EMPTY();
  if (items.length > maxItems) throw errors.JOB_TOO_LARGE({ items: items.length, maxItems });
  if (priority != null && (priority < 0 || priority > 9)) throw errors.PRIORITY_INVALID();
  if (idempotencyKey != null && !idempotencyKeyPattern.test(idempotencyKey))
    throw errors.IDEMPOTENCY_KEY_INVALID();
}

interface JobParts {
  readonly version: ModelVersion;
  readonly fleetId: string;
  readonly inputs: readonly TaskInput[];
  readonly policy: PolicyInForce;
}

async function newJob(
  { passport, trace }: Requester,
  request: SubmitJobRequest,
  parts: JobParts,
): Promise<Job> {
  const { version, fleetId, inputs, policy } = parts;
  const priority = request.priority ?? defaultPriority;
  return {
    id: newId('job'),
    tenantId: passport.community,
    modelVersionId: version.id,
    fleetId,
    ancestors: [...passport.ancestors],
    priority,
    runtimeLimitMs: policy.parameters['tasks.maxRuntimeMs'],
    policyVersion: policy.version,
    idempotencyKey: request.idempotencyKey ?? null,
    requestDigest: await requestDigest({ modelVersionId: version.id, fleetId, priority, inputs }),
    submittedBy: passport.sub,
    traceparent: trace.traceparent,
    queued: inputs.length,
    dispatched: 0,
    succeeded: 0,
    failed: 0,
    canceled: 0,
    createdAt: new Date(),
    finishedAt: null,
  };
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

function requireRoom(unfinishedJobs: number, { parameters }: PolicyInForce): void {
  const maxUnfinished = parameters['jobs.maxUnfinished'];
  if (unfinishedJobs >= maxUnfinished) throw errors.TOO_MANY_UNFINISHED_JOBS({ maxUnfinished });
}
