import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

const tenantTables = ['models', 'model_versions', 'fleets', 'jobs', 'tasks', 'attempts'];

const modelTables = `
  create table models (
    id text primary key,
    tenant_id text not null,
    slug text not null,
    name text not null,
    description text not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (tenant_id, slug)
  );
  create table model_versions (
    id text primary key,
    tenant_id text not null,
    model_id text not null references models,
    number integer not null check (number > 0),
    runner text not null,
    artifacts jsonb not null,
    inputs jsonb not null,
    outputs jsonb not null,
    licence text not null,
    max_batch integer check (max_batch > 0),
    state text not null check (state in ('UPLOADED', 'CHECKED', 'ALLOWED', 'RETIRED')),
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (model_id, number)
  );
  create table fleets (
    id text primary key,
    tenant_id text not null,
    name text not null,
    created_by text not null,
    created_at timestamptz not null default now(),
    unique (tenant_id, name)
  );
`;

const jobTables = `
  create table jobs (
    id text primary key,
    tenant_id text not null,
    model_version_id text not null references model_versions,
    fleet_id text not null references fleets,
    priority smallint not null check (priority between 0 and 9),
    runtime_limit_ms integer not null check (runtime_limit_ms > 0),
    policy_version integer not null,
    idempotency_key text,
    request_digest text not null,
    submitted_by text not null,
    traceparent text,
    queued integer not null check (queued >= 0),
    dispatched integer not null default 0 check (dispatched >= 0),
    succeeded integer not null default 0 check (succeeded >= 0),
    failed integer not null default 0 check (failed >= 0),
    canceled integer not null default 0 check (canceled >= 0),
    created_at timestamptz not null default now(),
    finished_at timestamptz,
    check ((finished_at is not null) = (queued + dispatched = 0))
  );
  create unique index jobs_idempotency on jobs (tenant_id, submitted_by, idempotency_key)
    where idempotency_key is not null;
  create index jobs_newest on jobs (tenant_id, id desc);
  create index jobs_unfinished on jobs (tenant_id) where finished_at is null;
  create table tasks (
    id text primary key,
    tenant_id text not null,
    job_id text not null references jobs,
    ordinal integer not null check (ordinal >= 0),
    state text not null check (state in ('QUEUED', 'DISPATCHED', 'SUCCEEDED', 'FAILED', 'CANCELED')),
    input json not null,
    output json,
    failure json,
    resends integer not null default 0,
    check_at timestamptz,
    settled_at timestamptz,
    unique (job_id, ordinal)
  );
  create index tasks_to_check on tasks (check_at) where check_at is not null;
  create table attempts (
    id text not null,
    tenant_id text not null,
    task_id text not null references tasks,
    device_id text not null,
    fleet_id text not null,
    state text not null
      check (state in ('LEASED', 'VALID', 'REPORTED', 'ERROR', 'TIMED_OUT', 'ABANDONED')),
    placement json,
    failure json,
    run_ms double precision,
    signature text,
    started_at timestamptz,
    finished_at timestamptz,
    primary key (id, tenant_id)
  );
  create index attempts_of_task on attempts (task_id);
`;

/**
 * Models, fleets, jobs, tasks and attempts. What devices send is kept as `json`, not `jsonb`: it is theirs,
 * byte for byte, and `jsonb` refuses some of what JSON allows. Devices also say which attempt they mean: its id is
 * the community's own, so that nobody can collide with a row that row security hides.
 */
export class ComputeTables extends Migration {
  override up(): void {
    this.addSql(modelTables);
    this.addSql(jobTables);
    for (const table of tenantTables) this.addSql(tenantTable(table));
  }
}
