import { Migration } from '@mikro-orm/migrations';

/**
 * The one question asked across communities: which unsettled tasks have been silent for longer than they may,
 * and are not in the outbox waiting to be sent, or sent a moment ago. It answers ids, and nothing of the tasks.
 */
export class StaleTasks extends Migration {
  override up(): void {
    this.addSql(`
      create function stale_tasks(most integer) returns table (tenant_id text, task_id text)
      language sql stable security definer set search_path = compute, pg_temp as $$
        select tasks.tenant_id, tasks.id from tasks
        where tasks.check_at < now()
          and not exists (
            select from outbox where outbox.confirm_key = tasks.id
              and (outbox.sent_at is null or outbox.sent_at > now() - interval '2 minutes')
          )
        order by tasks.check_at limit most
      $$;
      revoke all on function stale_tasks(integer) from public;
    `);
  }
}
