import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

/**
 * What is done for a job besides running it, by whichever replica takes it: it is lent for a time, and falls due again when
 * it was not renewed. `take_job_work` is the one function that looks for it in all communities; it answers which
 * work was taken, and nothing of the job.
 */
export class JobWork extends Migration {
  override up(): void {
    this.addSql(`
      alter table jobs add column preparation text
        check (preparation in ('PREPARING', 'REJECTED', 'CANCELED'));
      alter table jobs drop constraint jobs_finished;
      alter table jobs add constraint jobs_finished check (
        (finished_at is not null) = (queued + dispatched + verifying = 0 and preparation is distinct from 'PREPARING')
      );
      create table job_work (
        tenant_id text not null,
        job_id text not null references jobs,
        kind text not null check (kind in ('PREPARE', 'EXPORT', 'WEBHOOK')),
        state text not null default 'PENDING' check (state in ('PENDING', 'DONE', 'FAILED')),
        details json not null,
        due_at timestamptz,
        attempts integer not null default 0,
        done integer not null default 0,
        result json,
        last_error text,
        primary key (job_id, kind)
      );
      create index job_work_due on job_work (kind, due_at) where state = 'PENDING';
    `);
    this.addSql(tenantTable('job_work'));
    this.addSql(`
      create function take_job_work(wanted text, lease_seconds double precision)
      returns table (tenant_id text, job_id text, attempts integer)
      language sql volatile security definer set search_path = compute, pg_temp as $$
        update job_work set due_at = now() + make_interval(secs => lease_seconds), attempts = job_work.attempts + 1
        where (job_work.job_id, job_work.kind) = (
          select due.job_id, due.kind from job_work as due
          where due.kind = wanted and due.state = 'PENDING' and due.due_at <= now()
          order by due.due_at limit 1 for update skip locked
        )
        returning job_work.tenant_id, job_work.job_id, job_work.attempts
      $$;
      revoke all on function take_job_work(text, double precision) from public;
    `);
  }
}
