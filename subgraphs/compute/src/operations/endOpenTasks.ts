import { runIdOf, type TaskFailure } from '@ai-collective/contracts';
import { confirm, type Sql } from '@ai-collective/platform';
import { countsOf, type Job } from '../entities/Job.js';
import { totalOf } from '../rules/jobState.js';

/** Bounds what a statement takes and answers, however many tasks there are. */
const tasksPerStatement = 2_000;

/**
 * Ends every unsettled task of a job whose row is locked, the attempts under way at them, and the job. Their messages are forgotten, slice by slice as
 * they end. Answers how many there were.
 */
export async function endOpenTasks(
  sql: Sql,
  job: Job,
  end: { readonly state: 'CANCELED' } | { readonly state: 'FAILED'; readonly failure: TaskFailure },
): Promise<number> {
  const { id, tenantId } = job;
  const failure = end.state === 'FAILED' ? JSON.stringify(end.failure) : null;
  const total = totalOf(countsOf(job));
  let ended = 0;
  for (let start = 0; start < total; start += tasksPerStatement) {
    const tasks = await sql.execute<{ id: string; runs: string[] }[]>(
      `update tasks set state = ?, failure = ?::json, settled_at = now(), check_at = null
       where tenant_id = ? and job_id = ? and ordinal >= ? and ordinal < ?
         and state in ('QUEUED', 'DISPATCHED', 'VERIFYING')
       returning id, runs`,
      [end.state, failure, tenantId, id, start, start + tasksPerStatement],
    );
    await endAttempts(sql, tenantId, {
      taskIds: tasks.map(({ id: task }) => task),
      failure: end.state === 'FAILED' ? end.failure : canceled,
    });
    await confirm(
      sql,
      tasks.flatMap(({ id: task, runs }) => runs.map((run) => runIdOf(task, run))),
    );
    ended += tasks.length;
  }
  const count = end.state === 'FAILED' ? 'failed' : 'canceled';
  await sql.execute(
    `update jobs set ${count} = ${count} + queued + dispatched + verifying, queued = 0, dispatched = 0, verifying = 0,
       finished_at = now(), preparation = case when preparation = 'PREPARING' then 'CANCELED' end
     where tenant_id = ? and id = ?`,
    [tenantId, id],
  );
  if (job.chain.length > 0)
    await sql.execute(
      `update job_steps set ${count} = ${count} + queued + dispatched + verifying, queued = 0, dispatched = 0, verifying = 0
       where tenant_id = ? and job_id = ?`,
      [tenantId, id],
    );
  return ended;
}

const canceled: TaskFailure = {
  code: 'JOB_CANCELED',
  message: 'The job was canceled before the task was done.',
  fault: 'device',
};

interface Ended {
  readonly taskIds: readonly string[];
  readonly failure: TaskFailure;
}

/**
 * Nobody waits for these attempts any longer, nor for a second opinion on what they said. What devices say all the same is noted
 * still: it is more than is known now.
 */
async function endAttempts(sql: Sql, community: string, { taskIds, failure }: Ended): Promise<void> {
  if (taskIds.length === 0) return;
  await sql.execute(
    `update attempts set
       state = case state when 'LEASED' then 'ABANDONED' else 'INCONCLUSIVE' end,
       failure = case state when 'LEASED' then ?::json else failure end,
       output = null, finished_at = coalesce(finished_at, now())
     where tenant_id = ? and state in ('LEASED', 'REPORTED') and task_id = any(array(select json_array_elements_text(?::json)))`,
    [JSON.stringify(failure), community, JSON.stringify(taskIds)],
  );
}
