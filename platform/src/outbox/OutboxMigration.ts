import { Migration } from '@mikro-orm/migrations';

/** The outbox of one service. Not a tenant's table: it holds what is on its way to Kafka, of every community. */
export class OutboxMigration extends Migration {
  override up(): void {
    this.addSql(`
      create table outbox (
        id bigint generated always as identity primary key,
        topic text not null,
        key text not null,
        value json not null,
        traceparent text,
        confirm_key text,
        created_at timestamptz not null default now(),
        sent_at timestamptz,
        kafka_partition integer,
        kafka_offset bigint
      );
      create index outbox_unsent on outbox (id) where sent_at is null;
      create index outbox_awaited on outbox (topic, id) where sent_at is null and confirm_key is not null;
      create index outbox_unconfirmed on outbox (topic) where sent_at is not null and confirm_key is not null;
      create index outbox_sent on outbox (topic, kafka_partition, kafka_offset) where sent_at is not null;
      create index outbox_key on outbox (topic, key);
      create index outbox_confirm on outbox (confirm_key) where confirm_key is not null;
      create table outbox_positions (
        topic text not null,
        kafka_partition integer not null,
        next_offset bigint not null,
        primary key (topic, kafka_partition)
      );
    `);
  }
}
