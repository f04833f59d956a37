import { compactedTopics } from '@ai-collective/contracts';
import type { Acknowledgement, KafkaProducer, OutgoingMessage } from '../kafka/index.js';
import type { Database, EntityManager } from '../postgres/Database.js';
import type { Logger } from '../telemetry/createLogger.js';
import { outboxChannel } from './enqueue.js';
import { prepareTopics, type TopicsToPrepare } from './prepareTopics.js';
import { forgottenPartitions, type PartitionPosition } from './forgottenPartitions.js';

export interface RelaySettings {
  readonly database: Database;
  readonly producer: KafkaProducer;
  readonly log: Logger;
  /** How long sent messages without a confirm key are kept. */
  readonly retentionMinutes: number;
  /** Most messages of one topic that are sent and unconfirmed, where confirmation is asked for. */
  readonly window: number;
  /** Topics the service writes to and that must be made in a certain way. */
  readonly topics?: TopicsToPrepare;
}

/** The running relay of one service's outbox. */
export interface Relay {
  /** Whether the last round reached the broker. */
  isHealthy(): boolean;
  /** Finishes the round in hand and stops. */
  close(): Promise<void>;
}

interface OutboxRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly value: unknown;
  readonly traceparent: string | null;
}

const batchSize = 500;
const idleMilliseconds = 500;
const checkMilliseconds = 1_000;
const pruneMilliseconds = 60_000;

/**
 * Sends a service's outbox to Kafka, in order, by one process at a time. What the broker forgot
 * (a memory-only broker that restarted, a log that was truncated) is found by its offsets and sent again.
 */
export async function startRelay(settings: RelaySettings): Promise<Relay> {
  const relay = new OutboxRelay(settings);
  await relay.start();
  return relay;
}

class OutboxRelay implements Relay {
  #stopping = false;
  #healthy = false;
  #wake: () => void = () => undefined;
  #woken = false;
  #lastCheck = 0;
  #replacements = 0;
  #lastPrune = 0;
  #loop: Promise<void> = Promise.resolve();
  #stopListening: () => Promise<void> = () => Promise.resolve();

  constructor(private readonly settings: RelaySettings) {}

  async start(): Promise<void> {
    const { database } = this.settings;
    this.#stopListening = await database.listen(outboxChannel(database.service), () => this.#notify());
    this.#loop = this.#run();
  }

  isHealthy(): boolean {
    return this.#healthy;
  }

  async close(): Promise<void> {
    this.#stopping = true;
    this.#notify();
    await this.#stopListening();
    await this.#loop;
  }

  #notify(): void {
    this.#woken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    if (this.settings.topics !== undefined) await prepareTopics(this.settings.topics, this.settings.log);
    while (!this.#stopping) {
      this.#woken = false;
      const sent = await this.#round();
      if (sent < 0) this.#woken = false;
      if (sent < batchSize) await this.#pause(sent < 0 ? checkMilliseconds : idleMilliseconds);
    }
  }

  /** One round: the messages sent, or -1 when it failed. */
  async #round(): Promise<number> {
    try {
      await this.#maintain();
      const sent = await this.settings.database.withoutTenant((em) => this.#sendBatch(em));
      this.#healthy = true;
      return sent;
    } catch (error) {
      if (!this.#stopping)
        this.settings.log.warn({ err: error }, 'the outbox could not be sent; it will be tried again');
      this.#healthy = false;
      return -1;
    }
  }

  async #sendBatch(em: EntityManager): Promise<number> {
    if (!(await isLeader(em))) return 0;
    const rows = await selectBatch(em, this.settings.window);
    if (rows.length === 0) return 0;
    const acknowledgements = await this.settings.producer.send(rows.map(toMessage));
    await this.#resendForgotten(em, acknowledgements);
    await markSent(em, rows, acknowledgements);
    return rows.length;
  }

  /** An acknowledged offset below where the partition already was: the broker began again. */
  async #resendForgotten(em: EntityManager, acknowledgements: readonly Acknowledgement[]): Promise<void> {
    const positions = await loadPositions(em);
    const firstOffsets = new Map<string, number>();
    for (const { topic, partition, offset } of acknowledgements) {
      const place = placeOf(topic, partition);
      firstOffsets.set(place, Math.min(offset, firstOffsets.get(place) ?? Infinity));
    }
    await this.#forget(
      em,
      forgottenPartitions(positions, (topic, partition) => firstOffsets.get(placeOf(topic, partition))),
    );
  }

  async #maintain(): Promise<void> {
    const now = Date.now();
    if (now - this.#lastCheck >= checkMilliseconds) {
      await this.#checkBroker();
      this.#lastCheck = Date.now();
    }
    if (now - this.#lastPrune >= pruneMilliseconds) {
      await this.settings.database.withoutTenant((em) => prune(em, this.settings.retentionMinutes));
      this.#lastPrune = now;
    }
  }

  /** Asks the broker before the transaction begins, so that a slow answer holds no lock. */
  async #checkBroker(): Promise<void> {
    const { database, producer } = this.settings;
    const positions = await database.withoutTenant(loadPositions);
    const ends = new Map<string, number>();
    await Promise.all(
      positions.map(async ({ topic, partition }) => {
        ends.set(placeOf(topic, partition), (await producer.watermarks(topic, partition)).high);
      }),
    );
    const replacements = producer.replacements();
    const forgotten =
      replacements > this.#replacements
        ? positions
        : forgottenPartitions(positions, (topic, partition) => ends.get(placeOf(topic, partition)));
    this.#replacements = replacements;
    if (forgotten.length === 0) return;
    await database.withoutTenant(async (em) => {
      if (await isLeader(em)) await this.#forget(em, forgotten);
    });
  }

  async #forget(em: EntityManager, forgotten: readonly PartitionPosition[]): Promise<void> {
    for (const { topic, partition } of forgotten) {
      const again = await em.execute<{ id: string }[]>(
        `update outbox set sent_at = null, kafka_partition = null, kafka_offset = null
         where topic = ? and kafka_partition = ? and sent_at is not null returning id`,
        [topic, partition],
      );
      await em.execute('delete from outbox_positions where topic = ? and kafka_partition = ?', [
        topic,
        partition,
      ]);
      this.settings.log.warn(
        { topic, partition, messages: again.length },
        'the broker lost messages; sending them again',
      );
    }
  }

  #pause(milliseconds: number): Promise<void> {
    if (this.#woken || this.#stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function placeOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

async function isLeader(em: EntityManager): Promise<boolean> {
  const [row] = await em.execute<{ leader: boolean }[]>(
    "select pg_try_advisory_xact_lock(hashtextextended(current_schema() || '_outbox', 0)) as leader",
  );
  return row?.leader === true;
}

/**
 * The oldest unsent messages. Those that need confirmation come only as far as their own topic's window allows, so that a
 * fleet that does not work off its tasks holds up nothing else. The topics are found by skipping along their index.
 */
function selectBatch(em: EntityManager, window: number): Promise<OutboxRow[]> {
  return em.execute<OutboxRow[]>(
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
        where sent_at is null and confirm_key is null order by id limit ?)
       union all
       select awaited.* from rooms cross join lateral (
         select id, topic, key, value, traceparent from outbox
         where outbox.topic = rooms.topic and sent_at is null and confirm_key is not null
         order by id limit greatest(0, least(?::bigint, room))
       ) as awaited
     )
     select id, topic, key, value, traceparent from candidates order by id limit ?`,
    [window, batchSize, batchSize, batchSize],
  );
}

function toMessage(row: OutboxRow): OutgoingMessage {
  return {
    topic: row.topic,
    key: row.key,
    value: Buffer.from(JSON.stringify(row.value)),
    ...(row.traceparent === null ? {} : { headers: { traceparent: row.traceparent } }),
  };
}

async function markSent(
  em: EntityManager,
  rows: readonly OutboxRow[],
  acknowledgements: readonly Acknowledgement[],
): Promise<void> {
  const sent = rows.map(({ id, topic, key }, index) => ({ id, topic, key, ...acknowledgements[index] }));
  await em.execute(
    `update outbox set sent_at = now(), kafka_partition = sent.partition, kafka_offset = sent."offset"
     from json_to_recordset(?::json) as sent(id bigint, partition integer, "offset" bigint) where outbox.id = sent.id`,
    [JSON.stringify(sent)],
  );
  await em.execute(
    `insert into outbox_positions (topic, kafka_partition, next_offset)
     select topic, partition, max("offset") + 1
     from json_to_recordset(?::json) as sent(topic text, partition integer, "offset" bigint) group by 1, 2
     on conflict (topic, kafka_partition)
     do update set next_offset = greatest(outbox_positions.next_offset, excluded.next_offset)`,
    [JSON.stringify(sent)],
  );
  await dropSuperseded(
    em,
    sent.filter(({ topic }) => compactedTopics.has(topic)),
  );
}

/** Of a compacted topic only the newest message of a key is worth keeping. */
async function dropSuperseded(
  em: EntityManager,
  sent: readonly { id: string; topic: string; key: string }[],
): Promise<void> {
  if (sent.length === 0) return;
  await em.execute(
    `delete from outbox using json_to_recordset(?::json) as newer(id bigint, topic text, key text)
     where outbox.topic = newer.topic and outbox.key = newer.key and outbox.id < newer.id`,
    [JSON.stringify(sent)],
  );
}

async function loadPositions(em: EntityManager): Promise<PartitionPosition[]> {
  const rows = await em.execute<{ topic: string; kafka_partition: number; next_offset: string }[]>(
    'select topic, kafka_partition, next_offset from outbox_positions',
  );
  return rows.map((row) => ({
    topic: row.topic,
    partition: row.kafka_partition,
    nextOffset: Number(row.next_offset),
  }));
}

/** Compacted topics' newest messages and unconfirmed ones stay, however old. */
async function prune(em: EntityManager, retentionMinutes: number): Promise<void> {
  await em.execute(
    `delete from outbox where sent_at < now() - make_interval(mins => ?) and confirm_key is null
     and topic not in (select json_array_elements_text(?::json))`,
    [retentionMinutes, JSON.stringify([...compactedTopics])],
  );
}
