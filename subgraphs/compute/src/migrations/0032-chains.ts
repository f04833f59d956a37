import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

const jobsAndTasks = `
  alter table jobs
    add column chain text[] not null default '{}',
    add column passed integer not null default 0 check (passed >= 0);
  alter table tasks
    add column step smallint not null default 0 check (step >= 0),
    add column item json;
  alter table tasks add constraint tasks_of_item unique (job_id, ordinal, step);
  alter table tasks drop constraint tasks_job_id_ordinal_key;
`;

const steps = `
  create table job_steps (
    tenant_id text not null,
    job_id text not null references jobs,
    step smallint not null check (step >= 0),
    model_version_id text not null references model_versions,
    inputs json not null,
    queued integer not null default 0 check (queued >= 0),
    dispatched integer not null default 0 check (dispatched >= 0),
    verifying integer not null default 0 check (verifying >= 0),
    succeeded integer not null default 0 check (succeeded >= 0),
    failed integer not null default 0 check (failed >= 0),
    canceled integer not null default 0 check (canceled >= 0),
    primary key (job_id, step)
  );
  create index job_steps_of_version on job_steps (tenant_id, model_version_id, job_id desc);
`;

/** A job's first agreement is of its first step, which also says who paid for all of them. */
const escrows = `
  alter table credit_escrows add column step smallint not null default 0 check (step >= 0);
  alter table credit_escrows drop constraint credit_escrows_pkey;
  alter table credit_escrows add primary key (tenant_id, job_id, step);
`;

/**
 * Chains of models (docs/decisions/0023-chains-of-models.md). A job of one model has an empty chain and no rows in job_steps:
 * nothing about it changes. The tasks of an item are told apart by their step, and there is one of each at most.
 */
export class Chains extends Migration {
  override up(): void {
    this.addSql(jobsAndTasks);
    this.addSql(steps);
    this.addSql(tenantTable('job_steps'));
    this.addSql(escrows);
  }
}
