import { newId, type TaskInput } from '@ai-collective/contracts';
import { enqueue, type OutboxMessage, type Sql, type SqlTransaction } from '@ai-collective/platform';
import type { Job } from '../entities/Job.js';
import { type QueuedTask, taskMessage } from '../events/taskMessage.js';
import type { ChainStep } from '../rules/chain/chainStep.js';
import { laterStepsTakeItem } from '../rules/chain/itemInputs.js';
import { firstInput } from '../rules/chain/stepInput.js';
import { silenceAllowed } from '../rules/silenceAllowed.js';
import { newRunTag } from './newRunTag.js';
import type { Slice } from './inSlices.js';

interface NewJob {
  readonly job: Job;
  readonly version: QueuedTask['version'];
  /** Of a chain. */
  readonly steps: readonly ChainStep[];
  /** Messages that leave with those of the first tasks. */
  readonly also?: readonly OutboxMessage[];
}

/**
 * Writes the tasks of a job and their messages, as the last of a transaction. The next slice of inputs is
 * asked for while the one before is being written.
 */
export async function insertTasks(
  sql: SqlTransaction,
  newJob: NewJob,
  inputs: AsyncIterable<Slice<TaskInput>>,
): Promise<void> {
  let written: Promise<unknown> = Promise.resolve();
  for await (const slice of inputs) {
    await written;
    written = insertSlice(sql, newJob, slice);
    sql.last(written);
  }
}

async function insertSlice(
  sql: Sql,
  { job, version, steps, also = [] }: NewJob,
  { start, items }: Slice<TaskInput>,
): Promise<void> {
  const tasks = items.map((item, place) => ({
    id: newId('task'),
    ordinal: start + place,
    ...partsOf(item, steps),
    run: newRunTag(),
  }));
  const messages = tasks.map(({ run, ...task }) =>
    taskMessage({ task, job, version, run, excludedOwners: [], queuedAt: job.createdAt }),
  );
  await Promise.all([
    insertTaskRows(sql, job, tasks),
    enqueue(sql, start === 0 ? [...messages, ...also] : messages),
  ]);
}

/** What the first task of an item takes of it, and what is kept for later ones. */
function partsOf(
  item: TaskInput,
  steps: readonly ChainStep[],
): { readonly input: TaskInput; readonly item?: TaskInput } {
  const [first] = steps;
  if (first === undefined) return { input: item };
  return { input: firstInput(first, item), ...(laterStepsTakeItem(steps) && { item }) };
}

/** Writes the steps of a chain, of which only the first has tasks yet. */
export async function insertSteps(sql: Sql, job: Job, steps: readonly ChainStep[]): Promise<void> {
  const rows = steps.map(({ inputs }, step) => ({
    ...{ step, inputs, version: job.chain[step], queued: step === 0 ? job.queued : 0 },
  }));
  await sql.execute(
    `insert into job_steps (tenant_id, job_id, step, model_version_id, inputs, queued)
     select ?, ?, step, version, inputs, queued
     from json_to_recordset(?::json) as row(step smallint, version text, inputs json, queued integer)`,
    [job.tenantId, job.id, JSON.stringify(rows)],
  );
}

/** Writes a job without its tasks. Answers false, having written nothing, when its idempotency key was taken meanwhile. */
export async function insertJob(sql: Sql, job: Job): Promise<boolean> {
  const inserted = await sql.execute<unknown[]>(
    `insert into jobs (id, tenant_id, model_version_id, chain, fleet_id, ancestors, priority, runtime_limit_ms, privacy, regions,
       policy_version, idempotency_key, request_digest, submitted_by, traceparent, preparation, queued, deadline_at, created_at)
     select id, "tenantId", "modelVersionId", chain, "fleetId", ancestors, priority, "runtimeLimitMs", privacy, regions,
       "policyVersion", "idempotencyKey", "requestDigest", "submittedBy", traceparent, preparation, queued, "deadlineAt", "createdAt"
     from json_to_record(?::json) as job(id text, "tenantId" text, "modelVersionId" text, chain text[], "fleetId" text, ancestors text[],
       priority smallint, "runtimeLimitMs" integer, privacy text, regions text[], "policyVersion" integer, "idempotencyKey" text,
       "requestDigest" text, "submittedBy" text, traceparent text, preparation text, queued integer, "deadlineAt" timestamptz, "createdAt" timestamptz)
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
    readonly item?: TaskInput;
    readonly run: string;
  }[],
): Promise<void> {
  const silenceMs = silenceAllowed({ state: 'QUEUED', resends: 0, runtimeLimitMs: job.runtimeLimitMs });
  await sql.execute(
    `insert into tasks (id, tenant_id, job_id, ordinal, state, input, item, runs, check_at)
     select task.id, ?, ?, task.ordinal, 'QUEUED', task.input, task.item, array[task.run], now() + make_interval(secs => ?)
     from json_to_recordset(?::json) as task(id text, ordinal integer, input json, item json, run text)`,
    [job.tenantId, job.id, (silenceMs ?? 0) / 1000, JSON.stringify(tasks)],
  );
}
