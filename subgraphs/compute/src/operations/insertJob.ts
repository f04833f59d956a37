import { newId, type TaskInput } from '@ai-collective/contracts';
import { enqueue, type OutboxMessage, type Sql, type SqlTransaction } from '@ai-collective/platform';
import type { Job } from '../entities/Job.js';
import type { ModelVersion } from '../entities/ModelVersion.js';
import { taskMessage } from '../events/taskMessage.js';
import { silenceAllowed } from '../rules/silenceAllowed.js';
import { allowedRecord } from './audit.js';
import { newRunTag } from './newRunTag.js';
import type { Requester } from './Requester.js';

/** Tasks written in one statement; bounds its size to some megabytes. */
const tasksPerStatement = 5_000;

interface NewJob {
  readonly job: Job;
  readonly version: ModelVersion;
  readonly inputs: readonly TaskInput[];
  readonly requester: Requester;
}

/** Writes the tasks of a job, their messages and its audit record, as the last of a transaction. */
export async function insertTasks(sql: SqlTransaction, newJob: NewJob): Promise<void> {
  const { length } = newJob.inputs;
  let start = 0;
  for (; start + tasksPerStatement < length; start += tasksPerStatement)
    await insertTasksFrom(sql, newJob, { start });
  sql.last(insertTasksFrom(sql, newJob, { start, also: [submissionRecord(newJob)] }));
}

async function insertTasksFrom(
  sql: Sql,
  { job, version, inputs }: NewJob,
  { start, also = [] }: { readonly start: number; readonly also?: readonly OutboxMessage[] },
): Promise<void> {
  const tasks = inputs
    .slice(start, start + tasksPerStatement)
    .map((input, index) => ({ id: newId('task'), ordinal: start + index, input, run: newRunTag() }));
  const messages = tasks.map(({ run, ...task }) =>
    taskMessage({ task, job, version, run, excludedOwners: [], queuedAt: job.createdAt }),
  );
  await Promise.all([insertTaskRows(sql, job, tasks), enqueue(sql, [...messages, ...also])]);
}

function submissionRecord({ job, version, inputs, requester }: NewJob): OutboxMessage {
  return allowedRecord(requester, {
    community: job.tenantId,
    action: 'jobs:submit',
    type: 'job',
    id: job.id,
    details: {
      modelVersionId: version.id,
      fleetId: job.fleetId,
      items: inputs.length,
      policyVersion: job.policyVersion,
    },
  });
}

/** Writes a job without its tasks. Answers false, having written nothing, when its idempotency key was taken meanwhile. */
export async function insertJob(sql: Sql, job: Job): Promise<boolean> {
  const inserted = await sql.execute<unknown[]>(
    `insert into jobs (id, tenant_id, model_version_id, fleet_id, ancestors, priority, runtime_limit_ms, policy_version,
       idempotency_key, request_digest, submitted_by, traceparent, queued, created_at)
     select id, "tenantId", "modelVersionId", "fleetId", ancestors, priority, "runtimeLimitMs", "policyVersion",
       "idempotencyKey", "requestDigest", "submittedBy", traceparent, queued, "createdAt"
     from json_to_record(?::json) as job(id text, "tenantId" text, "modelVersionId" text, "fleetId" text, ancestors text[],
       priority smallint, "runtimeLimitMs" integer, "policyVersion" integer, "idempotencyKey" text,
       "requestDigest" text, "submittedBy" text, traceparent text, queued integer, "createdAt" timestamptz)
     on conflict (tenant_id, submitted_by, idempotency_key) where idempotency_key is not null do nothing returning id`,
    [JSON.stringify(job)],
  );
  return inserted.length > 0;
}

async function insertTaskRows(
  sql: Sql,
  job: Job,
  tasks: readonly {
    readonly id: string;
    readonly ordinal: number;
    readonly input: TaskInput;
    readonly run: string;
  }[],
): Promise<void> {
  const silenceMs = silenceAllowed({ state: 'QUEUED', resends: 0, runtimeLimitMs: job.runtimeLimitMs });
  await sql.execute(
    `insert into tasks (id, tenant_id, job_id, ordinal, state, input, runs, check_at)
     select task.id, ?, ?, task.ordinal, 'QUEUED', task.input, array[task.run], now() + make_interval(secs => ?)
     from json_to_recordset(?::json) as task(id text, ordinal integer, input json, run text)`,
    [job.tenantId, job.id, (silenceMs ?? 0) / 1000, JSON.stringify(tasks)],
  );
}
