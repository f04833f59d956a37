import { Migration } from '@mikro-orm/migrations';

/**
 * Messages that need confirmation, such as tasks, may be a backlog of hours: they have indexes of their own, and are in none
 * that others are looked for in. What a broker forgot is looked for seldom: no message pays for that on its way.
 */
export class OutboxIndexesMigration extends Migration {
  override up(): void {
    this.addSql(`
      drop index outbox_unsent;
      create index outbox_unsent on outbox (id) where sent_at is null and confirm_key is null;
      drop index outbox_key;
      create index outbox_key on outbox (topic, key) where confirm_key is null;
      drop index outbox_sent;
    `);
  }
}
