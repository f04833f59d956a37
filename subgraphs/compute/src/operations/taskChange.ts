import type { TaskFailure, TaskOutput } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import { countsOf, type Job } from '../entities/Job.js';
import { isFinished, jobState } from '../rules/jobState.js';
import { addCounts, countMoves, type Move } from '../rules/movedCounts.js';
import { silenceAllowed } from '../rules/silenceAllowed.js';
import { isSettled, type TaskState } from '../rules/taskState.js';
import type { Comparator } from '../rules/verification/index.js';
import type { FinishedJob } from './auditFinishedJobs.js';
import { groupByKey } from './groupByKey.js';

/** A task as it is locked for a change, under its job's row lock. */
export interface LockedTask {
  readonly id: string;
  readonly job: LockedJob;
  readonly state: TaskState;
  /** The tags of its runs that have not ended. */
  readonly runs: readonly string[];
  readonly resends: number;
  /** Its result, once it SUCCEEDED. */
  readonly output: TaskOutput | null;
}

/** A job as it is while its row is locked. */
export interface LockedJob extends Pick<
  Job,
  | 'id'
  | 'tenantId'
  | 'modelVersionId'
  | 'ancestors'
  | 'policyVersion'
  | 'runtimeLimitMs'
  | 'queued'
  | 'dispatched'
  | 'verifying'
  | 'succeeded'
  | 'failed'
  | 'canceled'
> {
  readonly comparator: Comparator;
}

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
}

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
    sql.execute<LockedJob[]>(
      `select id, tenant_id as "tenantId", ancestors, policy_version as "policyVersion", runtime_limit_ms as "runtimeLimitMs",
         model_version_id as "modelVersionId", queued, dispatched, verifying, succeeded, failed, canceled,
         (select comparator from model_versions where model_versions.id = jobs.model_version_id) as comparator
       from jobs where id in (select job_id from tasks where id = any(array(select json_array_elements_text(?::json))))
       order by id for update`,
      [ids],
    ),
    sql.execute<(Omit<LockedTask, 'job'> & { readonly jobId: string })[]>(
      `select id, job_id as "jobId", state, runs, resends,
         case when state = 'SUCCEEDED' then output end as output from tasks
       where id = any(array(select json_array_elements_text(?::json)))`,
      [ids],
    ),
  ]);
  const jobsById = new Map(jobs.map((job) => [job.id, job]));
  const locked = tasks.flatMap(({ jobId, ...task }) => {
    const job = jobsById.get(jobId);
    return job === undefined ? [] : [[task.id, { ...task, job }] as const];
  });
  return new Map(locked);
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
    [...byJob].map(([job, own]) => [job, own.map(({ task, state }) => ({ from: task.state, to: state }))]),
  );
}

/**
 * Writes changed tasks and moves their jobs' counts.
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
     where tasks.id = change.id`,
    [JSON.stringify(rows)],
  );
  await Promise.all([written, moveCounts(sql, changes)]);
}

function secondsOfSilence({ runtimeLimitMs }: LockedJob, state: TaskState, resends: number): number | null {
  const milliseconds = silenceAllowed({ state, resends, runtimeLimitMs });
  return milliseconds === null ? null : milliseconds / 1000;
}

async function moveCounts(sql: Sql, changes: readonly TaskChange[]): Promise<void> {
  const rows = [...movesByJob(changes)].map(([{ id }, moves]) => ({ job: id, ...countMoves(moves) }));
  await sql.execute(
    `update jobs set queued = queued + "QUEUED", dispatched = dispatched + "DISPATCHED",
       verifying = verifying + "VERIFYING",
       succeeded = succeeded + "SUCCEEDED", failed = failed + "FAILED", canceled = canceled + "CANCELED",
       finished_at = case when queued + "QUEUED" + dispatched + "DISPATCHED" + verifying + "VERIFYING" = 0 then coalesce(finished_at, now()) end
     from json_to_recordset(?::json) as move(job text, "QUEUED" integer, "DISPATCHED" integer, "VERIFYING" integer, "SUCCEEDED" integer,
       "FAILED" integer, "CANCELED" integer)
     where jobs.id = move.job`,
    [JSON.stringify(rows)],
  );
}
