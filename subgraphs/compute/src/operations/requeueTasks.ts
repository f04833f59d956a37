import { confirm, enqueue, type Sql } from '@ai-collective/platform';
import { taskMessage, type QueuedTask } from '../events/taskMessage.js';

/** Puts tasks into their fleets' queues again. Their earlier messages are forgotten, so that only one is ever re-sent. */
export async function requeueTasks(sql: Sql, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
  const queuedAt = new Date();
  const tasks = await loadTasks(sql, taskIds);
  await confirm(sql, taskIds);
  await enqueue(
    sql,
    tasks.map((task) => taskMessage({ ...task, queuedAt })),
  );
}

function loadTasks(sql: Sql, taskIds: readonly string[]): Promise<readonly Omit<QueuedTask, 'queuedAt'>[]> {
  return sql.execute(
    `select json_build_object('id', tasks.id, 'input', tasks.input) as task,
       json_build_object('id', jobs.id, 'tenantId', jobs.tenant_id, 'fleetId', jobs.fleet_id, 'priority', jobs.priority,
         'runtimeLimitMs', jobs.runtime_limit_ms, 'traceparent', jobs.traceparent) as job,
       json_build_object('id', versions.id, 'runner', versions.runner, 'artifacts', versions.artifacts) as version
     from tasks join jobs on jobs.id = tasks.job_id join model_versions as versions on versions.id = jobs.model_version_id
     where tasks.id = any(array(select json_array_elements_text(?::json)))`,
    [JSON.stringify(taskIds)],
  );
}
