import type { Sql } from '@ai-collective/platform';
import type { AuditStep, OpenAudit } from '../../rules/applyAuditEvent.js';
import { newRunTag } from '../newRunTag.js';
import { requeueRuns, type AskedRun } from '../requeueRuns.js';
import type { LockedTask } from '../taskChange.js';

/** The open audits of some tasks, by task. Whoever asks holds the locks of their jobs. */
export async function loadAudits(
  sql: Sql,
  community: string,
  tasks: Iterable<LockedTask>,
): Promise<ReadonlyMap<string, OpenAudit>> {
  const settled = [...tasks].filter(({ state }) => state === 'SUCCEEDED').map(({ id }) => id);
  if (settled.length === 0) return new Map();
  const rows = await sql.execute<(OpenAudit & { readonly taskId: string })[]>(
    `select task_id as "taskId", runs from result_audits
     where tenant_id = ? and state = 'OPEN' and task_id = any(array(select json_array_elements_text(?::json)))`,
    [community, JSON.stringify(settled)],
  );
  return new Map(rows.map(({ taskId, runs }) => [taskId, { runs }]));
}

/** An audit as an event left it. */
export interface AuditChange extends OpenAudit {
  readonly taskId: string;
  readonly state: AuditStep['state'];
}

/** Writes open audits that went on or ended. */
export async function writeAudits(
  sql: Sql,
  community: string,
  changes: readonly AuditChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await sql.execute(
    `update result_audits as audit set state = change.state, runs = change.runs,
       asked_at = case when change.runs = audit.runs then audit.asked_at else now() end,
       ended_at = case when change.state <> 'OPEN' then now() end
     from json_to_recordset(?::json) as change("taskId" text, state text, runs text[])
     where audit.tenant_id = ? and audit.task_id = change."taskId" and audit.state = 'OPEN'`,
    [JSON.stringify(changes), community],
  );
}

/** An accepted result that is in doubt. */
export interface DoubtedResult {
  readonly taskId: string;
  readonly attemptId: string;
  readonly deviceId: string;
}

/**
 * Asks for another run of the tasks of these results: call it once their attempts are written. One open audit a task, whoever asks for
 * it; a result audited before, whose confirmation counts no more, is audited again.
 */
export async function openAudits(
  sql: Sql,
  community: string,
  results: readonly DoubtedResult[],
): Promise<void> {
  if (results.length === 0) return;
  const byTask = new Map(results.map((result) => [result.taskId, result]));
  const wanted = [...byTask.values()].map(({ taskId, attemptId, deviceId }) => ({
    ...{ taskId, attemptId, deviceId },
    run: newRunTag(),
  }));
  const columns = `json_to_recordset(?::json) as wanted("attemptId" text, "taskId" text, "deviceId" text, run text)`;
  const [reopened, opened] = await Promise.all([
    sql.execute<AskedRun[]>(
      `update result_audits set state = 'OPEN', runs = array[wanted.run], asked_at = now(), ended_at = null
       from ${columns} where tenant_id = ? and attempt_id = "attemptId" and state <> 'OPEN'
       returning task_id as "taskId", wanted.run`,
      [JSON.stringify(wanted), community],
    ),
    sql.execute<AskedRun[]>(
      `insert into result_audits (tenant_id, task_id, attempt_id, device_id, runs)
       select ?, "taskId", "attemptId", "deviceId", array[run] from ${columns} order by "taskId"
       on conflict do nothing returning task_id as "taskId", runs[1] as run`,
      [community, JSON.stringify(wanted)],
    ),
  ]);
  await requeueRuns(sql, community, [...reopened, ...opened]);
}
