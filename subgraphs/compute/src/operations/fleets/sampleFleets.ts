import type { SqlTransaction } from '@ai-collective/platform';
import { desiredDevices, noScale, type FleetScale } from '../../rules/desiredDevices.js';
import { backlogOf, type FleetBacklog } from '../../rules/fleetBacklog.js';
import type { ComputeServices } from '../ComputeServices.js';
import { groupByKey } from '../groupByKey.js';
import { loadOpenJobs, openWorkOf, type OpenJob } from './loadOpenWork.js';

type SamplingServices = Pick<ComputeServices, 'database' | 'policies' | 'prices'>;

/** Fleets looked at in one round. */
const mostFleets = 10_000;

/** What one look at a fleet has come to. */
interface Sample {
  readonly fleetId: string;
  readonly backlog: FleetBacklog;
  readonly scale: FleetScale;
}

/**
 * Looks at what waits for each fleet that has something to do, or had when it was last looked at, and decides how many devices it is to
 * have. One replica does so at a time; the others answer 0. Answers the number of fleets.
 */
export function sampleFleets(services: SamplingServices, now: () => number = Date.now): Promise<number> {
  return services.database.withoutTenantSql(async (leader) => {
    const [row] = await leader.execute<{ leader: boolean }[]>(
      "select pg_try_advisory_xact_lock(hashtextextended('compute_fleet_loads', 0)) as leader",
    );
    if (row?.leader !== true) return 0;
    const fleets = await leader.execute<{ tenant_id: string; fleet_id: string }[]>(
      'select tenant_id, fleet_id from fleets_to_sample(?)',
      [mostFleets],
    );
    for (const [community, own] of groupByKey(fleets, (fleet) => fleet.tenant_id)) {
      const fleetIds = own.map((fleet) => fleet.fleet_id);
      await services.database.withTenantSql(community, (sql) =>
        sampleCommunity({ services, sql, community, now: now() }, fleetIds),
      );
    }
    return fleets.length;
  });
}

interface Sampling {
  readonly services: SamplingServices;
  readonly sql: SqlTransaction;
  readonly community: string;
  readonly now: number;
}

async function sampleCommunity(sampling: Sampling, fleetIds: readonly string[]): Promise<void> {
  const { sql, community } = sampling;
  const [jobs, known] = await Promise.all([
    loadOpenJobs(sql, community, fleetIds),
    loadKnown(sql, community, fleetIds),
  ]);
  const samples = [];
  for (const fleet of known) samples.push(await sample(sampling, fleet, jobs.get(fleet.fleetId) ?? []));
  await writeSamples(sql, { community, now: sampling.now }, samples);
}

interface KnownFleet {
  readonly fleetId: string;
  readonly maxDevices: number;
  readonly scale: FleetScale;
}

async function loadKnown(
  sql: SqlTransaction,
  community: string,
  fleetIds: readonly string[],
): Promise<readonly KnownFleet[]> {
  type Row = Omit<KnownFleet, 'scale'> & {
    readonly devices: number | null;
    readonly fewerSince: Date | null;
    readonly mostSince: number | null;
  };
  const rows = await sql.execute<Row[]>(
    `select id as "fleetId", max_devices as "maxDevices", devices, fewer_since as "fewerSince", most_since as "mostSince"
     from fleets left join fleet_loads on fleet_loads.tenant_id = fleets.tenant_id and fleet_id = id
     where fleets.tenant_id = ? and id = any(array(select json_array_elements_text(?::json))) order by id`,
    [community, JSON.stringify(fleetIds)],
  );
  return rows.map(({ devices, fewerSince, mostSince, ...fleet }) => ({
    ...fleet,
    scale: {
      devices: devices ?? noScale.devices,
      fewerSince: fewerSince?.getTime() ?? null,
      mostSince: mostSince ?? noScale.mostSince,
    },
  }));
}

async function sample(
  { services, community, now }: Sampling,
  { fleetId, maxDevices, scale }: KnownFleet,
  jobs: readonly OpenJob[],
): Promise<Sample> {
  const targetMs = targetMsOf(services, community, jobs[0]?.ancestors ?? []);
  const work = await openWorkOf(services, community, jobs);
  const backlog = backlogOf(work, { now, targetMs });
  const openTasks = backlog.queued + backlog.running + backlog.verifying;
  const demand = { openTasks, workMs: backlog.expectedWorkSeconds * 1_000, targetMs, maxDevices };
  return { fleetId, backlog, scale: desiredDevices(scale, demand, now) };
}

/** In what time a community wants its fleets to do what waits, milliseconds. */
export function targetMsOf(
  { policies }: Pick<ComputeServices, 'policies'>,
  community: string,
  ancestors: readonly string[],
): number {
  return policies.get(community, ancestors).parameters['fleets.targetWait'] * 1_000;
}

async function writeSamples(
  sql: SqlTransaction,
  { community, now }: { readonly community: string; readonly now: number },
  samples: readonly Sample[],
): Promise<void> {
  const rows = samples.map(({ fleetId, backlog, scale }) => ({
    fleetId,
    ...backlog,
    oldest: backlog.oldestWaitingSeconds ?? 0,
    ...scale,
  }));
  await sql.execute(
    `insert into fleet_loads (tenant_id, fleet_id, sampled_at, queued, running, verifying, oldest_waiting_seconds,
       expected_work_seconds, late_tasks, deadline_risk, devices, fewer_since, most_since)
     select ?, "fleetId", to_timestamp(? / 1000.0), queued, running, verifying, oldest, "expectedWorkSeconds", "lateTasks",
       "deadlineRisk", devices, to_timestamp("fewerSince" / 1000.0), "mostSince"
     from json_to_recordset(?::json) as row ("fleetId" text, queued integer, running integer, verifying integer,
       oldest double precision, "expectedWorkSeconds" double precision, "lateTasks" integer, "deadlineRisk" double precision,
       devices integer, "fewerSince" double precision, "mostSince" integer)
     on conflict (tenant_id, fleet_id) do update set sampled_at = excluded.sampled_at, queued = excluded.queued,
       running = excluded.running, verifying = excluded.verifying,
       oldest_waiting_seconds = excluded.oldest_waiting_seconds, expected_work_seconds = excluded.expected_work_seconds,
       late_tasks = excluded.late_tasks, deadline_risk = excluded.deadline_risk, devices = excluded.devices,
       fewer_since = excluded.fewer_since, most_since = excluded.most_since`,
    [community, now, JSON.stringify(rows)],
  );
}
