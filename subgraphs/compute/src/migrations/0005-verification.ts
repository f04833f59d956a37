import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

const tasksAndJobs = `
  alter table jobs add column verifying integer not null default 0 check (verifying >= 0);
  alter table jobs drop constraint jobs_check;
  alter table jobs add constraint jobs_finished
    check ((finished_at is not null) = (queued + dispatched + verifying = 0));
  alter table tasks drop constraint tasks_state_check;
  alter table tasks add constraint tasks_state_check
    check (state in ('QUEUED', 'DISPATCHED', 'VERIFYING', 'SUCCEEDED', 'FAILED', 'CANCELED'));
  alter table tasks add column runs text[] not null default '{}', add column verified boolean not null default false;
  create index tasks_verified on tasks (tenant_id, job_id) where verified;
  alter table model_versions add column comparator jsonb not null
    default '{"type": "TOLERANCE", "atol": 1e-4, "rtol": 1e-3}';
`;

const attempts = `
  alter table attempts drop constraint attempts_state_check;
  alter table attempts add constraint attempts_state_check check (state in ('LEASED', 'REPORTED', 'VALID', 'INVALID',
    'INCONCLUSIVE', 'ERROR', 'TIMED_OUT', 'ABANDONED'));
  alter table attempts
    add column run text not null default '',
    add column owner_id text not null default '',
    add column vouched boolean not null default false,
    add column output json;
`;

const devices = `
  create table device_trust (
    tenant_id text not null,
    device_id text not null,
    model_version_id text not null references model_versions,
    consecutive_valid integer not null default 0,
    last_passed_at timestamptz,
    primary key (tenant_id, device_id, model_version_id)
  );
  create table device_standing (
    tenant_id text not null,
    device_id text not null,
    state text not null default 'ACTIVE' check (state in ('ACTIVE', 'SUSPENDED')),
    judged integer not null default 0,
    wrong integer not null default 0,
    strikes integer not null default 0,
    evidence text[] not null default '{}',
    reinstatements integer not null default 0,
    suspended_at timestamptz,
    primary key (tenant_id, device_id)
  );
`;

/** Messages of a task that was asked for more than once are told apart by their runs. */
const staleTasks = `
  create or replace function stale_tasks(most integer) returns table (tenant_id text, task_id text)
  language sql stable security definer set search_path = compute, pg_temp as $$
    select tasks.tenant_id, tasks.id from tasks
    where tasks.check_at < now()
      and not exists (
        select from outbox where outbox.confirm_key = any(
          array(select case run when '' then tasks.id else tasks.id || '.' || run end from unnest(tasks.runs) as run)
        ) and (outbox.sent_at is null or outbox.sent_at > now() - interval '2 minutes')
      )
    order by tasks.check_at limit most
  $$;
`;

/**
 * What it takes to compare what several devices say of one task: its runs (see runIdOf), the outputs that wait for a
 * verdict, and how far each device is believed. Tasks from before have the one run without a tag.
 */
export class Verification extends Migration {
  override up(): void {
    this.addSql(tasksAndJobs);
    this.addSql(attempts);
    this.addSql(devices);
    for (const table of ['device_trust', 'device_standing']) this.addSql(tenantTable(table));
    this.addSql(staleTasks);
    this.addSql(`update tasks set runs = '{""}' where state in ('QUEUED', 'DISPATCHED')`);
  }
}
