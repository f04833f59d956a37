import { Migration } from '@mikro-orm/migrations';

/** When jobs have to be done. The question which are overdue is asked across communities, and answers ids only. */
export class JobDeadlines extends Migration {
  override up(): void {
    this.addSql('alter table jobs add column deadline_at timestamptz');
    this.addSql(`
      create index jobs_by_deadline on jobs (deadline_at)
        where deadline_at is not null and finished_at is null and preparation is null
    `);
    this.addSql(`
      create function overdue_jobs(most integer) returns table (tenant_id text, job_id text)
      language sql stable security definer set search_path = compute, pg_temp as $$
        select jobs.tenant_id, jobs.id from jobs
        where jobs.deadline_at <= now() and jobs.finished_at is null and jobs.preparation is null
        order by jobs.deadline_at limit most
      $$;
      revoke all on function overdue_jobs(integer) from public;
    `);
  }
}
