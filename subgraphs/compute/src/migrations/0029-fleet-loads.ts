import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

/**
 * What waits for each fleet as it was when it was last looked at, and how many devices it is to have, which depends on how many it was to
 * have before. Written by one replica every so often, never by what submits or settles.
 */
export class FleetLoads extends Migration {
  override up(): void {
    this.addSql(`
      create table fleet_loads (
        tenant_id text not null,
        fleet_id text not null references fleets,
        sampled_at timestamptz not null,
        queued integer not null,
        running integer not null,
        verifying integer not null,
        oldest_waiting_seconds double precision not null,
        expected_work_seconds double precision not null,
        late_tasks integer not null,
        deadline_risk double precision not null,
        devices integer not null check (devices >= 0),
        fewer_since timestamptz,
        most_since integer not null,
        primary key (tenant_id, fleet_id)
      );
      create index fleet_loads_sampled on fleet_loads (sampled_at);
    `);
    this.addSql(tenantTable('fleet_loads'));
    this.addSql(`
      create function fleets_to_sample(most integer) returns table (tenant_id text, fleet_id text)
      language sql stable security definer set search_path = compute, pg_temp as $$
        select jobs.tenant_id, jobs.fleet_id from jobs where finished_at is null
        union
        select fleet_loads.tenant_id, fleet_loads.fleet_id from fleet_loads where queued + running + verifying + devices > 0
        limit most
      $$;
      revoke all on function fleets_to_sample(integer) from public;
      create function loads_of_fleets(most integer) returns setof fleet_loads
      language sql stable security definer set search_path = compute, pg_temp as $$
        select * from fleet_loads order by sampled_at desc, fleet_id limit most
      $$;
      revoke all on function loads_of_fleets(integer) from public;
    `);
  }
}
