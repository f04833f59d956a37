import { compactedTopics } from '@ai-collective/contracts';
import type { Acknowledgement, OutgoingMessage } from '../kafka/index.js';
import type { Sql } from '../postgres/Sql.js';
import { patientTopics } from './enqueue.js';
import type { PartitionPosition } from './forgottenPartitions.js';

/** A message of the outbox as the database gives it. */
export interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly value: unknown;
  readonly traceparent: string | null;
}

/** Messages sent in one round. */
export const batchSize = 500;

/** Whether this transaction is the one that sends; another process's may be. */
export async function isLeader(sql: Sql): Promise<boolean> {
  const [row] = await sql.execute<{ leader: boolean }[]>(
    "select pg_try_advisory_xact_lock(hashtextextended(current_schema() || '_outbox', 0)) as leader",
  );
  return row?.leader === true;
}

/**
 * The oldest unsent messages. Those that need confirmation come only as far as their own topic's window allows, so that a
 * fleet that does not work off its tasks holds up nothing else. The topics are found by skipping along their index.
 * Without `all`, messages of topics that may wait are left for later.
 */
export function selectBatch(
  sql: Sql,
  { window, all }: { readonly window: number; readonly all: boolean },
): Promise<OutboxRow[]> {
  return sql.execute<OutboxRow[]>(
    `with recursive awaited_topics as (
       (select topic from outbox where sent_at is null and confirm_key is not null order by topic limit 1)
       union all
       select (select topic from outbox where sent_at is null and confirm_key is not null
               and topic > awaited_topics.topic order by topic limit 1)
       from awaited_topics where awaited_topics.topic is not null
     ), rooms as (
       select topic, ?::bigint - (
         select count(*) from outbox where outbox.topic = awaited_topics.topic
         and confirm_key is not null and sent_at is not null
       ) as room from awaited_topics where topic is not null
     ), candidates as (
       (select id, topic, key, value, traceparent from outbox
        where sent_at is null and confirm_key is null and (? or topic <> all(array(select json_array_elements_text(?::json))))
        order by id limit ?)
       union all
       select awaited.* from rooms cross join lateral (
         select id, topic, key, value, traceparent from outbox
         where outbox.topic = rooms.topic and sent_at is null and confirm_key is not null
         order by id limit greatest(0, least(?::bigint, room))
       ) as awaited
     )
     select id, topic, key, value, traceparent from candidates order by id limit ?`,
    [window, all, JSON.stringify([...patientTopics]), batchSize, batchSize, batchSize],
  );
}

/** A row as Kafka takes it. */
export function toMessage(row: OutboxRow): OutgoingMessage {
  return {
    topic: row.topic,
    key: row.key,
    value: Buffer.from(JSON.stringify(row.value)),
    ...(row.traceparent === null ? {} : { headers: { traceparent: row.traceparent } }),
  };
}

/** Notes where messages came to lie, and drops what they supersede. */
export async function markSent(
  sql: Sql,
  rows: readonly OutboxRow[],
  acknowledgements: readonly Acknowledgement[],
): Promise<void> {
  const sent = rows.map(({ id, topic, key }, index) => ({ id, topic, key, ...acknowledgements[index] }));
  const marked = sql.execute(
    `with sent as (
       select * from json_to_recordset(?::json) as sent(id bigint, topic text, partition integer, "offset" bigint)
     ), marked as (
       update outbox set sent_at = now(), kafka_partition = sent.partition, kafka_offset = sent."offset"
       from sent where outbox.id = sent.id and outbox.id = any(array(select json_array_elements_text(?::json)::bigint))
     )
     insert into outbox_positions (topic, kafka_partition, next_offset)
     select topic, partition, max("offset") + 1 from sent group by 1, 2
     on conflict (topic, kafka_partition)
     do update set next_offset = greatest(outbox_positions.next_offset, excluded.next_offset)`,
    [JSON.stringify(sent), JSON.stringify(rows.map(({ id }) => id))],
  );
  const dropped = dropSuperseded(
    sql,
    sent.filter(({ topic }) => compactedTopics.has(topic)),
  );
  await Promise.all([marked, dropped]);
}

/** Of a compacted topic only the newest message of a key is worth keeping. None of them asks for confirmation. */
async function dropSuperseded(
  sql: Sql,
  sent: readonly { id: string; topic: string; key: string }[],
): Promise<void> {
  if (sent.length === 0) return;
  await sql.execute(
    `delete from outbox using json_to_recordset(?::json) as newer(id bigint, topic text, key text)
     where outbox.topic = newer.topic and outbox.key = newer.key and outbox.id < newer.id
       and outbox.confirm_key is null`,
    [JSON.stringify(sent)],
  );
}

/** How far each partition had come. */
export async function loadPositions(sql: Sql): Promise<PartitionPosition[]> {
  const rows = await sql.execute<{ topic: string; kafka_partition: number; next_offset: string }[]>(
    'select topic, kafka_partition, next_offset from outbox_positions',
  );
  return rows.map((row) => ({
    topic: row.topic,
    partition: row.kafka_partition,
    nextOffset: Number(row.next_offset),
  }));
}

/** Compacted topics' newest messages and unconfirmed ones stay, however old. */
export async function prune(sql: Sql, retentionMinutes: number): Promise<void> {
  await sql.execute(
    `delete from outbox where sent_at < now() - make_interval(mins => ?) and confirm_key is null
     and topic not in (select json_array_elements_text(?::json))`,
    [retentionMinutes, JSON.stringify([...compactedTopics])],
  );
}
