import type { Sql } from '@ai-collective/platform';
import { openAudits, type DoubtedResult } from './resultAudits.js';

/** A device whose result was found wrong, and whether it is suspended for that. */
export interface CaughtDevice {
  readonly deviceId: string;
  readonly suspended: boolean;
}

/**
 * Asks for audits of what caught devices got accepted, in the transaction that found them out, once what is found of them is
 * written. A device that is caught again while its results are looked through has them looked through from the start, for
 * all that either catch puts in doubt.
 */
export async function noteCatches(
  sql: Sql,
  community: string,
  caught: readonly CaughtDevice[],
): Promise<void> {
  if (caught.length === 0) return;
  await sql.execute(
    `insert into device_catches (tenant_id, device_id, suspended, passed)
     select ?, caught."deviceId", caught.suspended, coalesce((
       select json_object_agg(trust.model_version_id, extract(epoch from trust.last_passed_at) * 1000)
       from device_trust as trust
       where trust.tenant_id = ? and trust.device_id = caught."deviceId" and trust.last_passed_at is not null
     ), '{}')
     from json_to_recordset(?::json) as caught("deviceId" text, suspended boolean)
     order by 2
     on conflict (tenant_id, device_id) do update set suspended = device_catches.suspended or excluded.suspended,
       looked_at = '', due_at = now(), tries = 0`,
    [community, community, JSON.stringify(caught)],
  );
}

/** Comes after the ids of all attempts. */
const afterAllAttempts = '~';

/**
 * Has results audited that a late one contradicts, in the transaction that took it. Their devices are not caught of anything: nothing else
 * of theirs is in doubt, and their rows only see to it that audits without news are given up.
 */
export async function auditDisputes(
  sql: Sql,
  community: string,
  disputes: readonly DoubtedResult[],
): Promise<void> {
  if (disputes.length === 0) return;
  await openAudits(sql, community, disputes);
  const deviceIds = [...new Set(disputes.map(({ deviceId }) => deviceId))].sort();
  await sql.execute(
    `insert into device_catches (tenant_id, device_id, suspended, passed, looked_at)
     select ?, device_id, false, '{}', ? from json_array_elements_text(?::json) as doubted(device_id)
     on conflict do nothing`,
    [community, afterAllAttempts, JSON.stringify(deviceIds)],
  );
}
