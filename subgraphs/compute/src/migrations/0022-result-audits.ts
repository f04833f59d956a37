import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

/**
 * Audits of accepted results, after their device was caught. A catch is the work of going through a device's attempts, taken by
 * whichever replica is free and resumed where the last one came to; `take_device_catch` is the one function that looks for it
 * in all communities. What it finds in doubt is an audit, of which a task has one open at a time.
 */
export class ResultAudits extends Migration {
  override up(): void {
    this.addSql(`
      create table device_catches (
        tenant_id text not null,
        device_id text not null,
        suspended boolean not null,
        passed json not null,
        looked_at text not null default '',
        due_at timestamptz not null default now(),
        tries integer not null default 0,
        primary key (tenant_id, device_id)
      );
      create index device_catches_due on device_catches (due_at);
      create table result_audits (
        tenant_id text not null,
        task_id text not null references tasks,
        attempt_id text not null,
        device_id text not null,
        state text not null default 'OPEN' check (state in ('OPEN', 'CONFIRMED', 'REPLACED', 'UNDECIDED')),
        runs text[] not null,
        asked_at timestamptz not null default now(),
        ended_at timestamptz,
        primary key (tenant_id, attempt_id)
      );
      create unique index result_audits_open on result_audits (tenant_id, task_id) where state = 'OPEN';
      create index result_audits_open_of_device on result_audits (tenant_id, device_id) where state = 'OPEN';
      create index attempts_of_device on attempts (tenant_id, device_id, id);
      alter table tasks add column replaced_at timestamptz;
    `);
    for (const table of ['device_catches', 'result_audits']) this.addSql(tenantTable(table));
    this.addSql(`
      create function take_device_catch() returns table (tenant_id text, device_id text)
      language sql volatile security definer set search_path = compute, pg_temp as $$
        update device_catches
        set due_at = now() + make_interval(secs => 60 * 2 ^ least(device_catches.tries, 6)), tries = device_catches.tries + 1
        where (device_catches.tenant_id, device_catches.device_id) = (
          select due.tenant_id, due.device_id from device_catches as due
          where due.due_at <= now() order by due.due_at limit 1 for update skip locked
        )
        returning device_catches.tenant_id, device_catches.device_id
      $$;
      revoke all on function take_device_catch() from public;
    `);
  }
}
