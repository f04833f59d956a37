import { runIdOf, type TaskFailure } from '@ai-collective/contracts';
import { confirm, type Sql } from '@ai-collective/platform';
import { notifyProgress } from '../progress/progressChannel.js';
import { isHopeless } from '../rules/silenceAllowed.js';
import { isSettled } from '../rules/taskState.js';
import { auditFinishedJobs } from './auditFinishedJobs.js';
import { settleCredit } from './credit/settleCredit.js';
import type { ComputeServices } from './ComputeServices.js';
import { groupByKey } from './groupByKey.js';
import { requeueRuns } from './requeueRuns.js';
import { finishedBy, lockTasks, writeTaskChanges, type LockedTask, type TaskChange } from './taskChange.js';

/** Most tasks sent again in one round. */
const mostAtOnce = 500;

/**
 * Sends tasks again that have been silent for longer than their patience, in every community, and answers how many. Tasks
 * that wait for a second opinion in vain fail in the end.
 * One replica does so at a time; the others answer 0. The dispatcher knows a task it already has.
 */
export function resendSilentTasks({ database }: Pick<ComputeServices, 'database'>): Promise<number> {
  return database.withoutTenantSql(async (leader) => {
    if (!(await isLeader(leader))) return 0;
    const stale = await leader.execute<{ tenant_id: string; task_id: string }[]>(
      'select tenant_id, task_id from stale_tasks(?)',
      [mostAtOnce],
    );
    let resent = 0;
    for (const [community, tasks] of groupByKey(stale, (row) => row.tenant_id))
      resent += await database.withTenantSql(community, (sql) =>
        resend(
          sql,
          community,
          tasks.map((row) => row.task_id),
        ),
      );
    return resent;
  });
}

async function isLeader(sql: Sql): Promise<boolean> {
  const [row] = await sql.execute<{ leader: boolean }[]>(
    "select pg_try_advisory_xact_lock(hashtextextended('compute_silent_tasks', 0)) as leader",
  );
  return row?.leader === true;
}

async function resend(sql: Sql, community: string, taskIds: readonly string[]): Promise<number> {
  const tasks = [...(await lockTasks(sql, taskIds)).values()].filter(({ state }) => !isSettled(state));
  const hopeless = tasks.filter(({ state, resends }) => isHopeless(state, resends));
  const others = tasks.filter((task) => !hopeless.includes(task));
  const changes = [...hopeless.map(withoutSecondOpinion), ...others.map(again)];
  await writeTaskChanges(sql, changes);
  await abandonReports(sql, community, hopeless);
  await requeueRuns(
    sql,
    community,
    others.flatMap(({ id, runs }) => runs.map((run) => ({ taskId: id, run }))),
  );
  const finished = finishedBy(changes);
  await auditFinishedJobs(sql, finished);
  await settleCredit(sql, { due: [], finished: finished.map(({ id }) => id) }, new Map());
  await notifyProgress(sql, [...new Set(tasks.map(({ job }) => job.id))]);
  return others.length;
}

function again(task: LockedTask): TaskChange {
  const state = task.state === 'VERIFYING' ? 'VERIFYING' : 'QUEUED';
  return {
    task,
    state,
    runs: task.runs,
    verified: false,
    resends: task.resends + 1,
    output: null,
    failure: null,
  };
}

/** A result nobody confirms cannot be used: better to say so in the end than to wait for ever. */
function withoutSecondOpinion(task: LockedTask): TaskChange {
  const failure: TaskFailure = {
    code: 'NO_SECOND_OPINION',
    message:
      'A device has a result, but no device of another owner confirmed it in time. An operator can vouch for the device.',
    fault: 'device',
  };
  return { task, state: 'FAILED', runs: [], verified: false, resends: task.resends, output: null, failure };
}

async function abandonReports(sql: Sql, community: string, tasks: readonly LockedTask[]): Promise<void> {
  if (tasks.length === 0) return;
  await sql.execute(
    `update attempts set state = 'INCONCLUSIVE', output = null
     where tenant_id = ? and state = 'REPORTED' and task_id = any(array(select json_array_elements_text(?::json)))`,
    [community, JSON.stringify(tasks.map(({ id }) => id))],
  );
  await confirm(
    sql,
    tasks.flatMap(({ id, runs }) => runs.map((run) => runIdOf(id, run))),
  );
}
