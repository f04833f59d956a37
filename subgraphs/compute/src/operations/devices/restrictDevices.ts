import type { CedarPolicy } from '@ai-collective/contracts';
import {
  deviceWorkPolicies,
  enqueue,
  forbiddenDevices,
  type OutboxMessage,
  type SqlTransaction,
  type WorkingDevice,
} from '@ai-collective/platform';
import { LRUCache } from 'lru-cache';
import { standingNotice } from '../../events/standingNotice.js';
import { ownRecord } from '../audit.js';
import type { ComputeServices } from '../ComputeServices.js';
import { loadSignals } from './loadSignals.js';

/** Communities looked at in one round. */
const mostCommunities = 10_000;
const askedAgainMs = 30_000;

/** What communities' policies about devices were when they were last asked; each is asked again after half a minute, when signals may differ. */
export type AskedPolicies = Pick<LRUCache<string, string>, 'get' | 'set'>;

export function askedPolicies(): AskedPolicies {
  return new LRUCache({ max: mostCommunities, ttl: askedAgainMs });
}

/**
 * Gives devices no work that a community's policies forbid it, by what came of their leases, and others again what none forbids any more:
 * when these policies change, and every half minute. Dispatchers are told, and each change is an audit record. Safe to do at once on several replicas. Answers how
 * many devices changed.
 */
export async function restrictDevices(
  { database, policies }: Pick<ComputeServices, 'database' | 'policies'>,
  asked: AskedPolicies,
): Promise<number> {
  const communities = await database.withoutTenantSql((sql) =>
    sql.execute<{ community: string; ancestors: string[] | null; restricted: boolean }[]>(
      'select tenant_id as community, ancestors, restricted from communities_with_signals(?)',
      [mostCommunities],
    ),
  );
  let changed = 0;
  for (const { community, ancestors, restricted } of communities) {
    const { version, ...inForce } = policies.get(community, ancestors ?? []);
    const own = deviceWorkPolicies(inForce);
    const question = JSON.stringify(own);
    if ((own.length === 0 && !restricted) || asked.get(community) === question) continue;
    changed += await database.withTenantSql(community, (sql) =>
      restrict(sql, { community, policies: own, version }),
    );
    asked.set(community, question);
  }
  return changed;
}

interface Restricting {
  readonly community: string;
  readonly policies: readonly CedarPolicy[];
  readonly version: number;
}

interface RestrictedRow {
  readonly deviceId: string;
  readonly state: 'ACTIVE' | 'SUSPENDED';
  readonly restrictedBy: readonly string[];
  readonly isDraining: boolean;
}

async function restrict(sql: SqlTransaction, { community, policies, version }: Restricting): Promise<number> {
  const devices = policies.length === 0 ? [] : await loadSignals(sql, community);
  const forbidden = forbiddenDevices(community, policies, devices);
  const changed = (await lockStandings(sql, community, [...forbidden.keys()])).filter(
    ({ deviceId, restrictedBy }) => !areSame(restrictedBy, forbidden.get(deviceId) ?? []),
  );
  if (changed.length === 0) return 0;
  const rows = changed.map(({ deviceId, state, isDraining }) => ({
    ...{ deviceId, state, isDraining, policies: forbidden.get(deviceId) ?? [] },
    signals: devices.find((device) => device.deviceId === deviceId)?.signals ?? null,
  }));
  await sql.execute(
    `update device_standing set restricted_by = row.policies, restricted_at = case when row.policies <> '{}' then now() end
     from json_to_recordset(?::json) as row("deviceId" text, policies text[])
     where tenant_id = ? and device_id = row."deviceId"`,
    [JSON.stringify(rows), community],
  );
  await enqueue(
    sql,
    rows.flatMap((row) => messagesFor(community, version, row)),
  );
  return rows.length;
}

/** The standings of devices that are forbidden work or were so far, locked in the order in which settling locks them. */
async function lockStandings(
  sql: SqlTransaction,
  community: string,
  forbidden: readonly string[],
): Promise<readonly RestrictedRow[]> {
  const ids = JSON.stringify(forbidden);
  await sql.execute(
    `insert into device_standing (tenant_id, device_id)
     select ?, id from json_array_elements_text(?::json) as id order by 2 on conflict do nothing`,
    [community, ids],
  );
  return sql.execute<RestrictedRow[]>(
    `select device_id as "deviceId", state, restricted_by as "restrictedBy", draining_since is not null as "isDraining"
     from device_standing
     where tenant_id = ? and (restricted_by <> '{}' or device_id = any(array(select json_array_elements_text(?::json))))
     order by device_id for update`,
    [community, ids],
  );
}

interface Changed extends Omit<RestrictedRow, 'restrictedBy'> {
  readonly policies: readonly string[];
  readonly signals: WorkingDevice['signals'] | null;
}

function messagesFor(
  community: string,
  policyVersion: number,
  { signals, ...standing }: Changed,
): readonly OutboxMessage[] {
  const { deviceId, policies } = standing;
  return [
    standingNotice({ ...standing, communityId: community }),
    ownRecord(policyVersion, {
      community,
      action: policies.length > 0 ? 'devices:restrict' : 'devices:release',
      type: 'device',
      id: deviceId,
      details: { policies: [...policies], ...(signals !== null && { signals: { ...signals } }) },
    }),
  ];
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
