import type { EntityManager } from '@ai-collective/platform';
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
  return database.withoutTenant(async (leader) => {
    if (!(await isLeader(leader))) return 0;
    const stale = await leader.execute<{ tenant_id: string; task_id: string }[]>(
      'select tenant_id, task_id from stale_tasks(?)',
      [mostAtOnce],
    );
    let resent = 0;
    for (const [community, tasks] of groupByKey(stale, (row) => row.tenant_id))
      resent += await database.withTenant(community, (em) =>
        resend(
          em,
          tasks.map((row) => row.task_id),
        ),
      );
    return resent;
  });
}

async function isLeader(em: EntityManager): Promise<boolean> {
  const [row] = await em.execute<{ leader: boolean }[]>(
    "select pg_try_advisory_xact_lock(hashtextextended('compute_silent_tasks', 0)) as leader",
  );
  return row?.leader === true;
}

async function resend(em: EntityManager, taskIds: readonly string[]): Promise<number> {
  const tasks = [...(await lockTasks(em, taskIds)).values()].filter(({ state }) => !isSettled(state));
  await writeTaskChanges(
    em,
    tasks.map((task) => ({ task, state: 'QUEUED', resends: task.resends + 1, output: null, failure: null })),
  );
  await requeueTasks(
    em,
    tasks.map(({ id }) => id),
  );
  await notifyProgress(em, [...new Set(tasks.map(({ jobId }) => jobId))]);
  return tasks.length;
}
