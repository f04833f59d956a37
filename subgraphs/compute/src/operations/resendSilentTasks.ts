import type { Sql } from '@ai-collective/platform';
import { notifyProgress } from '../progress/progressChannel.js';
import { isSettled } from '../rules/taskState.js';
import type { ComputeServices } from './ComputeServices.js';
import { groupByKey } from './groupByKey.js';
import { requeueTasks } from './requeueTasks.js';
import { lockTasks, writeTaskChanges } from './taskChange.js';

/** Most tasks sent again in one round. */
const mostAtOnce = 500;

/**
 * Sends tasks again that have been silent for longer than their patience, in every community, and answers how many.
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

async function resend(sql: Sql, taskIds: readonly string[]): Promise<number> {
  const tasks = [...(await lockTasks(sql, taskIds)).values()].filter(({ state }) => !isSettled(state));
  await writeTaskChanges(
    sql,
    tasks.map((task) => ({ task, state: 'QUEUED', resends: task.resends + 1, output: null, failure: null })),
  );
  await requeueTasks(
    sql,
    tasks.map(({ id }) => id),
  );
  await notifyProgress(sql, [...new Set(tasks.map(({ job }) => job.id))]);
  return tasks.length;
}
