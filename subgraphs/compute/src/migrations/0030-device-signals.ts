import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

/**
 * What came of the leases of each device, by the hour in which they were made, for a day; and the policies that give a device no
 * work. Hours are worked out anew from the attempts that their ids say were made in them, which the primary key of attempts finds: nothing of it
 * burdens settling.
 */
export class DeviceSignals extends Migration {
  override up(): void {
    this.addSql(`
      create table device_signals (
        tenant_id text not null,
        device_id text not null,
        hour timestamptz not null,
        fleet_id text not null,
        vouched boolean not null,
        attempts integer not null,
        valid integer not null,
        invalid integer not null,
        errors integer not null,
        timeouts integer not null,
        abandoned integer not null,
        paid integer not null,
        relative_time double precision not null,
        primary key (tenant_id, device_id, hour)
      );
      create index device_signals_by_hour on device_signals (hour);
      alter table device_standing
        add column restricted_by text[] not null default '{}',
        add column restricted_at timestamptz;
      create index device_standing_restricted on device_standing (tenant_id) where restricted_by <> '{}';
    `);
    this.addSql(tenantTable('device_signals'));
    this.addSql(sampling);
    this.addSql(`
      create function communities_with_signals(most integer) returns table (tenant_id text, ancestors text[], restricted boolean)
      language sql stable security definer set search_path = compute, pg_temp as $$
        with recursive with_signals as (
          (select device_signals.tenant_id from device_signals order by 1 limit 1)
          union all
          select (
            select later.tenant_id from device_signals as later where later.tenant_id > with_signals.tenant_id order by 1 limit 1
          ) from with_signals where with_signals.tenant_id is not null
        )
        select seen.tenant_id, (
          select jobs.ancestors from jobs where jobs.tenant_id = seen.tenant_id order by jobs.id desc limit 1
        ), bool_or(seen.restricted)
        from (
          select with_signals.tenant_id, false as restricted from with_signals where with_signals.tenant_id is not null
          union all
          select device_standing.tenant_id, true from device_standing where restricted_by <> '{}'
        ) as seen group by seen.tenant_id limit most
      $$;
      revoke all on function communities_with_signals(integer) from public;
    `);
  }
}

/** A run's relative time is what it took, divided by what runs of the model version and batch shape took on average since. */
const sampling = `
  create function sample_device_signals(least_id text, first_hour timestamptz) returns void
  language sql security definer set search_path = compute, pg_temp as $$
    with seen as (
      select attempts.tenant_id, attempts.id, device_id, attempts.fleet_id, vouched, state,
        date_trunc('hour', coalesce(started_at, finished_at)) as hour
      from attempts
      where id >= least_id and coalesce(started_at, finished_at) >= first_hour and state not in ('LEASED', 'REPORTED')
    ), paid as (
      select seen.tenant_id, seen.device_id, seen.hour, payment.elapsed_ms
          / nullif(avg(payment.elapsed_ms) over (partition by seen.tenant_id, payment.model_version_id, batch_shape), 0) as relative
      from seen join credit_payments as payment on payment.tenant_id = seen.tenant_id and attempt_id = seen.id
      where elapsed_ms is not null
    ), times as (
      select tenant_id, device_id, hour, count(*)::integer as paid, sum(relative) as relative_time
      from paid where relative is not null group by tenant_id, device_id, hour
    )
    insert into device_signals (tenant_id, device_id, hour, fleet_id, vouched, attempts, valid, invalid, errors, timeouts,
      abandoned, paid, relative_time)
    select seen.tenant_id, seen.device_id, seen.hour, (array_agg(fleet_id order by id desc))[1],
      (array_agg(vouched order by id desc))[1], count(*), count(*) filter (where state = 'VALID'),
      count(*) filter (where state = 'INVALID'), count(*) filter (where state = 'ERROR'),
      count(*) filter (where state = 'TIMED_OUT'), count(*) filter (where state = 'ABANDONED'),
      coalesce(min(times.paid), 0), coalesce(min(times.relative_time), 0)
    from seen left join times using (tenant_id, device_id, hour)
    group by seen.tenant_id, seen.device_id, seen.hour
    on conflict (tenant_id, device_id, hour) do update set fleet_id = excluded.fleet_id, vouched = excluded.vouched,
      attempts = excluded.attempts, valid = excluded.valid, invalid = excluded.invalid, errors = excluded.errors,
      timeouts = excluded.timeouts, abandoned = excluded.abandoned, paid = excluded.paid,
      relative_time = excluded.relative_time;
    delete from device_signals where hour < first_hour - interval '24 hours';
  $$;
  revoke all on function sample_device_signals(text, timestamptz) from public;
`;
