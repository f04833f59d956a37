import type { TaskFailure, TaskOutput } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { silenceAllowed } from '../rules/silenceAllowed.js';
import { isSettled, type TaskState } from '../rules/taskState.js';

/** A task as it is locked for a change, under its job's row lock. */
export interface LockedTask {
  readonly id: string;
  readonly jobId: string;
  readonly state: TaskState;
  readonly resends: number;
  readonly runtimeLimitMs: number;
}

/** What becomes of a task. */
export interface TaskChange {
  readonly task: LockedTask;
  readonly state: TaskState;
  readonly resends: number;
  readonly output: TaskOutput | null;
  readonly failure: TaskFailure | null;
}

/**
 * Locks the jobs of some tasks, in one order everywhere, and answers the tasks as they then are. Whoever changes a
 * task's state holds its job's lock, so counts and states never part.
 */
export async function lockTasks(
  em: EntityManager,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, LockedTask>> {
  const ids = JSON.stringify(taskIds);
  await em.execute(
    `select id from jobs where id in
       (select job_id from tasks where id = any(array(select json_array_elements_text(?::json))))
     order by id for update`,
    [ids],
  );
  const rows = await em.execute<LockedTask[]>(
    `select tasks.id, job_id as "jobId", state, resends, runtime_limit_ms as "runtimeLimitMs"
     from tasks join jobs on jobs.id = tasks.job_id where tasks.id = any(array(select json_array_elements_text(?::json)))`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * Writes changed tasks and moves their jobs' counts, and answers the ids of jobs that finished by it.
 * What a device sent is passed as text inside JSON, so that PostgreSQL keeps it without taking it apart.
 */
export async function writeTaskChanges(
  em: EntityManager,
  changes: readonly TaskChange[],
): Promise<readonly string[]> {
  if (changes.length === 0) return [];
  const rows = changes.map(({ task, state, resends, output, failure }) => ({
    id: task.id,
    state,
    resends,
    output: output === null ? null : JSON.stringify(output),
    failure: failure === null ? null : JSON.stringify(failure),
    settled: isSettled(state),
    silence: secondsOfSilence(task, state, resends),
  }));
  await em.execute(
    `update tasks set state = change.state, resends = change.resends, output = change.output::json,
       failure = change.failure::json, settled_at = case when change.settled then now() end,
       check_at = now() + make_interval(secs => change.silence)
     from json_to_recordset(?::json) as change(id text, state text, resends integer, output text, failure text,
       settled boolean, silence double precision)
     where tasks.id = change.id`,
    [JSON.stringify(rows)],
  );
  return moveCounts(em, changes);
}

function secondsOfSilence({ runtimeLimitMs }: LockedTask, state: TaskState, resends: number): number | null {
  const milliseconds = silenceAllowed({ state, resends, runtimeLimitMs });
  return milliseconds === null ? null : milliseconds / 1000;
}

async function moveCounts(em: EntityManager, changes: readonly TaskChange[]): Promise<readonly string[]> {
  const moves = new Map<string, Record<TaskState, number>>();
  for (const { task, state } of changes) {
    const move = moves.get(task.jobId) ?? { QUEUED: 0, DISPATCHED: 0, SUCCEEDED: 0, FAILED: 0, CANCELED: 0 };
    move[task.state]--;
    move[state]++;
    moves.set(task.jobId, move);
  }
  const rows = await em.execute<{ id: string; finished: boolean }[]>(
    `update jobs set queued = queued + "QUEUED", dispatched = dispatched + "DISPATCHED",
       succeeded = succeeded + "SUCCEEDED", failed = failed + "FAILED", canceled = canceled + "CANCELED",
       finished_at = case when queued + "QUEUED" + dispatched + "DISPATCHED" = 0 then coalesce(finished_at, now()) end
     from json_to_recordset(?::json) as move(job text, "QUEUED" integer, "DISPATCHED" integer, "SUCCEEDED" integer,
       "FAILED" integer, "CANCELED" integer)
     where jobs.id = move.job returning jobs.id, jobs.finished_at is not null as finished`,
    [JSON.stringify([...moves].map(([job, move]) => ({ job, ...move })))],
  );
  return rows.filter(({ finished }) => finished).map(({ id }) => id);
}
