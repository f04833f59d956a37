import type { Comparator, TaskFailure, TaskInput, TaskOutput } from '@ai-collective/contracts';
import { enqueue, type OutboxMessage, type Sql } from '@ai-collective/platform';
import { countsOf, type Job } from '../entities/Job.js';
import { isFinished, jobState } from '../rules/jobState.js';
import { addCounts, countMoves, type Move } from '../rules/movedCounts.js';
import { silenceAllowed } from '../rules/silenceAllowed.js';
import { isSettled, type TaskState } from '../rules/taskState.js';
import type { FinishedJob } from './auditFinishedJobs.js';
import { groupByKey } from './groupByKey.js';

/** A task as it is locked for a change, under its job's row lock. */
export interface LockedTask {
  readonly id: string;
  readonly job: LockedJob;
  /** Its item. */
  readonly ordinal: number;
  /** Of a chain, its step; else 0. */
  readonly step: number;
  /** What it runs, and when two of its outputs are the same. */
  readonly modelVersionId: string;
  readonly comparator: Comparator;
  readonly state: TaskState;
  /** The tags of its runs that have not ended. */
  readonly runs: readonly string[];
  readonly resends: number;
  /** Its result, once it SUCCEEDED. */
  readonly output: TaskOutput | null;
}

/** A job as it is while its row is locked. */
export type LockedJob = Pick<
  Job,
  | 'id'
  | 'tenantId'
  | 'chain'
  | 'ancestors'
  | 'policyVersion'
  | 'runtimeLimitMs'
  | 'queued'
  | 'dispatched'
  | 'verifying'
  | 'succeeded'
  | 'failed'
  | 'canceled'
>;

/** What becomes of a task. */
export interface TaskChange {
  readonly task: LockedTask;
  readonly state: TaskState;
  readonly runs: readonly string[];
  /** Whether owners of several devices agree on its result. */
  readonly verified: boolean;
  readonly resends: number;
  readonly output: TaskOutput | null;
  readonly failure: TaskFailure | null;
  /** Of a chain: the task that its item comes to, when it is not the last. */
  readonly next?: NextTask;
}

/** The task of an item's next step: asked for, or failed since there is nothing to give to it. */
export interface NextTask {
  readonly id: string;
  readonly step: number;
  readonly state: 'QUEUED' | 'FAILED';
  readonly input: TaskInput;
  readonly run: string | null;
  readonly failure: TaskFailure | null;
  readonly messages: readonly OutboxMessage[];
}

/** Where the item of a task is. */
const itemState = ({ state, next }: TaskChange): TaskState => next?.state ?? state;

/** A job's row, with what its model versions compare by. */
interface JobRow extends LockedJob {
  readonly modelVersionId: string;
  readonly comparator: Comparator;
  /** Of a chain, by model version. */
  readonly comparators: Readonly<Record<string, Comparator>> | null;
}

interface TaskRow extends Omit<LockedTask, 'job' | 'modelVersionId' | 'comparator'> {
  readonly jobId: string;
}

/** The jobs of tasks, for `job_id = ${anyJobOfTasks}`: their ids as JSON are its parameter. */
export const anyJobOfTasks = `any(array(
  select distinct task.job_id from json_array_elements_text(?::json) as given(id)
  cross join lateral (select job_id from tasks where tasks.id = given.id offset 0) as task
))`;

/**
 * Locks the jobs of some tasks, in one order everywhere, and answers the tasks as they then are. Whoever changes a
 * task's state holds its job's lock, so counts and states never part.
 */
export async function lockTasks(
  sql: Sql,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, LockedTask>> {
  const ids = JSON.stringify(taskIds);
  const [jobs, tasks] = await Promise.all([
    sql.execute<JobRow[]>(
      `select id, tenant_id as "tenantId", ancestors, policy_version as "policyVersion", runtime_limit_ms as "runtimeLimitMs",
         model_version_id as "modelVersionId", chain, queued, dispatched, verifying, succeeded, failed, canceled,
         (select comparator from model_versions where model_versions.id = jobs.model_version_id) as comparator,
         case when chain <> '{}' then
           (select json_object_agg(id, comparator) from model_versions where id = any(jobs.chain)) end as comparators
       from jobs where id = ${anyJobOfTasks} order by id for update`,
      [ids],
    ),
    sql.execute<TaskRow[]>(
      `select id, job_id as "jobId", ordinal, step, state, runs, resends,
         case when state = 'SUCCEEDED' then output end as output from tasks
       where id = any(array(select json_array_elements_text(?::json)))`,
      [ids],
    ),
  ]);
  const jobsById = new Map(jobs.map((job) => [job.id, job]));
  const locked = tasks.flatMap(({ jobId, ...task }) => {
    const job = jobsById.get(jobId);
    return job === undefined ? [] : [[task.id, { ...task, ...versionOf(job, task.step), job }] as const];
  });
  return new Map(locked);
}

function versionOf(job: JobRow, step: number): Pick<LockedTask, 'modelVersionId' | 'comparator'> {
  const modelVersionId = job.chain[step] ?? job.modelVersionId;
  return { modelVersionId, comparator: job.comparators?.[modelVersionId] ?? job.comparator };
}

/** The jobs that finish by changes of their tasks, as they then are. */
export function finishedBy(changes: readonly TaskChange[]): readonly FinishedJob[] {
  return [...movesByJob(changes)].flatMap(([job, moves]) => {
    const counts = addCounts(countsOf(job), countMoves(moves));
    if (!isFinished(counts)) return [];
    const { id, tenantId, policyVersion } = job;
    return [{ id, tenantId, policyVersion, counts }];
  });
}

/** The jobs that begin to run by changes of their tasks. What ends at once has begun, too, and says so by its end. */
export function startedBy(changes: readonly TaskChange[]): readonly LockedJob[] {
  return [...movesByJob(changes)].flatMap(([job, moves]) => {
    const before = countsOf(job);
    const after = jobState(addCounts(before, countMoves(moves)));
    return jobState(before) === 'QUEUED' && after === 'RUNNING' ? [job] : [];
  });
}

function movesByJob(changes: readonly TaskChange[]): ReadonlyMap<LockedJob, readonly Move[]> {
  const byJob = groupByKey(changes, ({ task }) => task.job);
  return new Map(
    [...byJob].map(([job, own]) => [
      job,
      own.map((change) => ({ from: change.task.state, to: itemState(change) })),
    ]),
  );
}

/**
 * Writes changed tasks and the next ones of their items, and moves their jobs' counts.
 * What a device sent is passed as text inside JSON, so that PostgreSQL keeps it without taking it apart.
 */
export async function writeTaskChanges(sql: Sql, changes: readonly TaskChange[]): Promise<void> {
  if (changes.length === 0) return;
  const rows = changes.map(({ task, state, runs, verified, resends, output, failure }) => ({
    id: task.id,
    state,
    runs,
    verified,
    resends,
    output: output === null ? null : JSON.stringify(output),
    failure: failure === null ? null : JSON.stringify(failure),
    settled: isSettled(state),
    silence: secondsOfSilence(task.job, state, resends),
  }));
  const written = sql.execute(
    `update tasks set state = change.state, runs = change.runs, verified = change.verified, resends = change.resends, output = change.output::json,
       failure = change.failure::json, settled_at = case when change.settled then now() end,
       check_at = now() + make_interval(secs => change.silence)
     from json_to_recordset(?::json) as change(id text, state text, runs text[], verified boolean, resends integer, output text, failure text,
       settled boolean, silence double precision)
     where tasks.id = change.id and tasks.id = any(array(select json_array_elements_text(?::json)))`,
    [JSON.stringify(rows), JSON.stringify(rows.map(({ id }) => id))],
  );
  const chained = changes.filter(({ task }) => task.job.chain.length > 0);
  await Promise.all([
    written,
    moveCounts(sql, changes),
    ...(chained.length > 0 ? [moveStepCounts(sql, chained), insertNextTasks(sql, chained)] : []),
  ]);
}

function secondsOfSilence({ runtimeLimitMs }: LockedJob, state: TaskState, resends: number): number | null {
  const milliseconds = silenceAllowed({ state, resends, runtimeLimitMs });
  return milliseconds === null ? null : milliseconds / 1000;
}

async function moveCounts(sql: Sql, changes: readonly TaskChange[]): Promise<void> {
  const rows = [...movesByJob(changes)].map(([job, moves]) => ({
    job: job.id,
    ...countMoves(moves),
    passed: job.chain.length === 0 ? 0 : changes.filter(({ task, next }) => task.job === job && next).length,
  }));
  await sql.execute(
    `update jobs set queued = queued + "QUEUED", dispatched = dispatched + "DISPATCHED",
       verifying = verifying + "VERIFYING",
       passed = jobs.passed + move.passed, succeeded = succeeded + "SUCCEEDED", failed = failed + "FAILED", canceled = canceled + "CANCELED",
       finished_at = case when queued + "QUEUED" + dispatched + "DISPATCHED" + verifying + "VERIFYING" = 0 then coalesce(finished_at, now()) end
     from json_to_recordset(?::json) as move(job text, "QUEUED" integer, "DISPATCHED" integer, "VERIFYING" integer, "SUCCEEDED" integer,
       "FAILED" integer, "CANCELED" integer, passed integer)
     where jobs.id = move.job`,
    [JSON.stringify(rows)],
  );
}

/** The counts of a chain's steps are of tasks, not of items: those of the next step come from nowhere. */
async function moveStepCounts(sql: Sql, changes: readonly TaskChange[]): Promise<void> {
  const moved = changes.map(({ task: { job, step, state: from }, state: to }) => ({
    key: keyOf(job, step),
    counts: countMoves([{ from, to }]),
  }));
  const begun = changes.flatMap(({ task: { job }, next }) =>
    next === undefined ? [] : [{ key: keyOf(job, next.step), counts: { ...noTasks, [next.state]: 1 } }],
  );
  const rows = [...groupByKey([...moved, ...begun], ({ key }) => key)].map(([key, own]) => ({
    ...(JSON.parse(key) as object),
    ...own.map(({ counts }) => counts).reduce(addCounts),
  }));
  await sql.execute(
    `update job_steps set queued = queued + "QUEUED", dispatched = dispatched + "DISPATCHED", verifying = verifying + "VERIFYING",
       succeeded = succeeded + "SUCCEEDED", failed = failed + "FAILED", canceled = canceled + "CANCELED"
     from json_to_recordset(?::json) as move(job text, step smallint, "QUEUED" integer, "DISPATCHED" integer,
       "VERIFYING" integer, "SUCCEEDED" integer, "FAILED" integer, "CANCELED" integer)
     where job_steps.job_id = move.job and job_steps.step = move.step`,
    [JSON.stringify(rows)],
  );
}

const noTasks = countMoves([]);
const keyOf = ({ id }: LockedJob, step: number): string => JSON.stringify({ job: id, step });

async function insertNextTasks(sql: Sql, changes: readonly TaskChange[]): Promise<void> {
  const rows = changes.flatMap(({ task: { job, ordinal }, next }) => {
    if (next === undefined) return [];
    const { id, step, state, input, run, failure } = next;
    const silence = secondsOfSilence(job, state, 0);
    const runs = run === null ? [] : [run];
    return [{ id, tenant: job.tenantId, job: job.id, ordinal, step, state, input, runs, failure, silence }];
  });
  if (rows.length === 0) return;
  const inserted = sql.execute(
    `insert into tasks (id, tenant_id, job_id, ordinal, step, state, input, runs, failure, settled_at, check_at)
     select id, tenant, job, ordinal, step, state, input, runs, failure,
       case state when 'FAILED' then now() end, now() + make_interval(secs => silence)
     from json_to_recordset(?::json) as task(id text, tenant text, job text, ordinal integer, step smallint, state text,
       input json, runs text[], failure json, silence double precision)`,
    [JSON.stringify(rows)],
  );
  const messages = changes.flatMap(({ next }) => next?.messages ?? []);
  await Promise.all([inserted, enqueue(sql, messages)]);
}
