import { tenantTable } from '@ai-collective/platform';
import { Migration } from '@mikro-orm/migrations';

/** What a community's webhook secret is derived from, together with a secret that is not in the database. */
export class WebhookSecrets extends Migration {
  override up(): void {
    this.addSql(`
      create table webhook_secrets (
        tenant_id text primary key,
        salt text not null,
        former_salt text,
        former_until timestamptz,
        rotated_at timestamptz not null default now()
      );
    `);
    this.addSql(tenantTable('webhook_secrets'));
  }
}
