import { runIdOf } from '@ai-collective/contracts';
import { confirm, type Sql } from '@ai-collective/platform';
import { retroAudit, type AcceptedResult } from '../../rules/verification/index.js';
import type { ComputeServices } from '../ComputeServices.js';
import { openAudits } from './resultAudits.js';

/** Attempts looked through in one transaction. */
const attemptsAtOnce = 200;
/** Audits of one device that are under way at once: the fleet has other work too. */
const mostOpen = 1_000;
/** When to look again at a device whose audits are under way, in seconds. */
const lookAgainSeconds = 30;
/** An audit without news for so long is given up: no device of another owner takes it. */
const patienceHours = 12;

interface Catch {
  readonly suspended: boolean;
  /** When it last passed a check before it was caught, in milliseconds since the epoch, by model version. */
  readonly passed: Readonly<Record<string, number>>;
  /** The last attempt that was looked at. */
  readonly lookedAt: string;
}

interface Caught {
  readonly community: string;
  readonly deviceId: string;
}

/**
 * Takes one slice of what a caught device got accepted, of any community, and asks for another run of each result that is in
 * doubt: as much as one transaction does, which also notes how far that is. A replica that stops loses at most a slice; another
 * goes on a minute later. The work on a device is over when all is looked through and all its audits have ended. Answers
 * whether there was any.
 */
export async function auditCaughtDevices({ database }: Pick<ComputeServices, 'database'>): Promise<boolean> {
  const [taken] = await database.withoutTenantSql((sql) =>
    sql.execute<{ tenant_id: string; device_id: string }[]>(
      'select tenant_id, device_id from take_device_catch()',
    ),
  );
  if (taken === undefined) return false;
  const caught = { community: taken.tenant_id, deviceId: taken.device_id };
  await database.withTenantSql(caught.community, (sql) => auditSlice(sql, caught));
  return true;
}

async function auditSlice(sql: Sql, caught: Caught): Promise<void> {
  const { community, deviceId } = caught;
  const [found] = await sql.execute<Catch[]>(
    `select suspended, passed, looked_at as "lookedAt" from device_catches
     where tenant_id = ? and device_id = ? for update`,
    [community, deviceId],
  );
  if (found === undefined) return;
  await giveUpSilentAudits(sql, caught);
  const open = await countOpen(sql, caught);
  if (open >= mostOpen) {
    await restCatch(sql, caught);
    return;
  }
  const accepted = await acceptedAfter(sql, caught, found.lookedAt);
  const last = accepted.at(-1)?.attemptId;
  if (last === undefined) {
    await (open > 0 ? restCatch(sql, caught) : endCatch(sql, caught));
    return;
  }
  const lastPassedAt = new Map(Object.entries(found.passed));
  await openAudits(
    sql,
    community,
    retroAudit({ deviceId, suspended: found.suspended, lastPassedAt }, accepted),
  );
  await goOnFrom(sql, caught, last);
}

async function countOpen(sql: Sql, { community, deviceId }: Caught): Promise<number> {
  const [row] = await sql.execute<{ open: number }[]>(
    `select count(*)::integer as open from result_audits where tenant_id = ? and device_id = ? and state = 'OPEN'`,
    [community, deviceId],
  );
  return row?.open ?? 0;
}

/** The next attempts of the device, and whether another device still stands for the result of each. */
function acceptedAfter(
  sql: Sql,
  { community, deviceId }: Caught,
  lookedAt: string,
): Promise<readonly AcceptedResult[]> {
  return sql.execute(
    `select attempt.id as "attemptId", attempt.task_id as "taskId", attempt.device_id as "deviceId",
       coalesce(job.chain[task.step + 1], job.model_version_id) as "modelVersionId", extract(epoch from coalesce(attempt.finished_at, now()))::double precision * 1000 as "reportedAt",
       attempt.state <> 'VALID' or task.state <> 'SUCCEEDED'
       or exists (
         select from result_audits as audit
         where audit.tenant_id = attempt.tenant_id and audit.task_id = attempt.task_id and audit.state = 'OPEN'
       )
       or exists (
         select from attempts as other
         left join device_standing as standing
           on standing.tenant_id = other.tenant_id and standing.device_id = other.device_id
         where other.tenant_id = attempt.tenant_id and other.task_id = attempt.task_id and other.state = 'VALID'
           and other.device_id <> attempt.device_id and other.owner_id <> attempt.owner_id
           and standing.state is distinct from 'SUSPENDED'
       ) as verified
     from (
       select * from attempts where tenant_id = ? and device_id = ? and id > ? order by id limit ?
     ) as attempt
     join tasks as task on task.id = attempt.task_id and task.tenant_id = attempt.tenant_id
     join jobs as job on job.id = task.job_id and job.tenant_id = task.tenant_id
     order by attempt.id`,
    [community, deviceId, lookedAt, attemptsAtOnce],
  );
}

/** The attempts they are about stay as they are: nothing better is known. */
async function giveUpSilentAudits(sql: Sql, { community, deviceId }: Caught): Promise<void> {
  const ended = await sql.execute<{ taskId: string; runs: string[] }[]>(
    `update result_audits set state = 'UNDECIDED', ended_at = now()
     where tenant_id = ? and device_id = ? and state = 'OPEN' and asked_at < now() - make_interval(hours => ?)
     returning task_id as "taskId", runs`,
    [community, deviceId, patienceHours],
  );
  await confirm(
    sql,
    ended.flatMap(({ taskId, runs }) => runs.map((run) => runIdOf(taskId, run))),
  );
}

async function goOnFrom(sql: Sql, { community, deviceId }: Caught, lookedAt: string): Promise<void> {
  await sql.execute(
    `update device_catches set looked_at = ?, due_at = now(), tries = 0 where tenant_id = ? and device_id = ?`,
    [lookedAt, community, deviceId],
  );
}

async function restCatch(sql: Sql, { community, deviceId }: Caught): Promise<void> {
  await sql.execute(
    `update device_catches set due_at = now() + make_interval(secs => ?), tries = 0
     where tenant_id = ? and device_id = ?`,
    [lookAgainSeconds, community, deviceId],
  );
}

async function endCatch(sql: Sql, { community, deviceId }: Caught): Promise<void> {
  await sql.execute('delete from device_catches where tenant_id = ? and device_id = ?', [
    community,
    deviceId,
  ]);
}
