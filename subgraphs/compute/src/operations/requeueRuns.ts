import { runIdOf } from '@ai-collective/contracts';
import { confirm, enqueue, type Sql } from '@ai-collective/platform';
import { taskMessage, type QueuedTask } from '../events/taskMessage.js';

/** A run that a fleet is to be asked for. */
export interface AskedRun {
  readonly taskId: string;
  readonly run: string;
}

/**
 * Asks fleets for runs of tasks, for the first time or again. Earlier messages of the same run are forgotten, so that only
 * one is ever re-sent. Owners who have another run of the task, or have reported on it, are left out: call it once the
 * attempts and runs of the tasks are written.
 */
export async function requeueRuns(sql: Sql, community: string, runs: readonly AskedRun[]): Promise<void> {
  if (runs.length === 0) return;
  const queuedAt = new Date();
  const asked = await loadRuns(sql, community, runs);
  await confirm(
    sql,
    runs.map(({ taskId, run }) => runIdOf(taskId, run)),
  );
  await enqueue(
    sql,
    asked.map((each) => taskMessage({ ...each, queuedAt })),
  );
}

function loadRuns(
  sql: Sql,
  community: string,
  runs: readonly AskedRun[],
): Promise<readonly Omit<QueuedTask, 'queuedAt'>[]> {
  return sql.execute(
    `select json_build_object('id', tasks.id, 'input', tasks.input) as task,
       json_build_object('id', jobs.id, 'tenantId', jobs.tenant_id, 'fleetId', jobs.fleet_id, 'priority', jobs.priority,
         'privacy', jobs.privacy, 'regions', jobs.regions,
         'runtimeLimitMs', jobs.runtime_limit_ms, 'deadlineAt', jobs.deadline_at, 'traceparent', jobs.traceparent) as job,
       json_build_object('id', versions.id, 'runner', versions.runner, 'artifacts', versions.artifacts,
         'comparator', versions.comparator, 'maxBatch', versions.max_batch) as version,
       asked.run,
       array(
         select distinct owner_id from attempts
         where attempts.tenant_id = tasks.tenant_id and attempts.task_id = tasks.id and attempts.run <> asked.run
           and owner_id <> ''
           and (attempts.state in ('REPORTED', 'VALID', 'INVALID')
             or (attempts.state = 'LEASED' and attempts.run = any(tasks.runs)))
       ) as "excludedOwners",
       array(
         select distinct owner_id from attempts
         where attempts.tenant_id = tasks.tenant_id and attempts.task_id = tasks.id and attempts.state = 'ERROR' and owner_id <> ''
       ) as "erredOwners"
     from json_to_recordset(?::json) as asked("taskId" text, run text)
     join tasks on tasks.id = asked."taskId"
     join jobs on jobs.id = tasks.job_id
     join model_versions as versions on versions.id = coalesce(jobs.chain[tasks.step + 1], jobs.model_version_id)
     where tasks.tenant_id = ? and jobs.tenant_id = ? and versions.tenant_id = ?`,
    [JSON.stringify(runs), community, community, community],
  );
}
