import type { Acknowledgement, KafkaProducer } from '../kafka/index.js';
import type { Database } from '../postgres/Database.js';
import type { Sql, SqlTransaction } from '../postgres/Sql.js';
import type { Logger } from '../telemetry/createLogger.js';
import { outboxChannel, type Urgency } from './enqueue.js';
import { batchSize, isLeader, loadPositions, markSent, prune, selectBatch, toMessage } from './outboxRows.js';
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

const idleMilliseconds = 1_000;
/** How long patient messages wait, for more of their kind. */
const laterMilliseconds = 500;
/** How long room in a topic's window waits for more of it. */
const roomMilliseconds = 100;
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
  readonly #later = new Delay(laterMilliseconds, () => this.#notifyOfAll());
  readonly #room = new Delay(roomMilliseconds, () => this.#notify());
  /** Whether the next round also sends what may wait. */
  #allDue = true;
  #lastCheck = 0;
  #replacements = 0;
  #lastPrune = 0;
  #loop: Promise<void> = Promise.resolve();
  #stopListening: () => Promise<void> = () => Promise.resolve();

  constructor(private readonly settings: RelaySettings) {}

  async start(): Promise<void> {
    const { database } = this.settings;
    this.#stopListening = await database.listen(outboxChannel(database.service), (said) => this.#hear(said));
    this.#loop = this.#run();
  }

  isHealthy(): boolean {
    return this.#healthy;
  }

  async close(): Promise<void> {
    this.#stopping = true;
    await this.#stopListening();
    this.#room.cancel();
    this.#notifyOfAll();
    await this.#loop;
  }

  /** Nothing was said when notifications may have been missed: then both may be due. */
  #hear(said: string): void {
    const urgency: Urgency = said === 'now' || said === 'later' || said === 'room' ? said : 'both';
    if (urgency === 'room') this.#room.start();
    if (urgency === 'now' || urgency === 'both') this.#notify();
    if (urgency === 'later' || urgency === 'both') this.#later.start();
  }

  #notifyOfAll(): void {
    this.#later.cancel();
    this.#allDue = true;
    this.#notify();
  }

  #notify(): void {
    this.#woken = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    if (this.settings.topics !== undefined) await prepareTopics(this.settings.topics, this.settings.log);
    while (!this.#stopping) {
      this.#woken = false;
      const all = this.#allDue;
      this.#allDue = false;
      const sent = await this.#round(all);
      if (sent < 0) this.#woken = false;
      if (sent < 0 || sent === batchSize) this.#allDue ||= all;
      if (sent !== batchSize) await this.#pause(sent < 0 ? checkMilliseconds : idleMilliseconds);
    }
  }

  /** One round: the messages sent, or -1 when it failed. Without `all`, messages that may wait do. */
  async #round(all: boolean): Promise<number> {
    try {
      await this.#maintain();
      const sent = await this.settings.database.withoutTenantSql((sql) => this.#sendBatch(sql, all));
      this.#healthy = true;
      return sent;
    } catch (error) {
      if (!this.#stopping)
        this.settings.log.warn({ err: error }, 'the outbox could not be sent; it will be tried again');
      this.#healthy = false;
      return -1;
    }
  }

  async #sendBatch(sql: SqlTransaction, all: boolean): Promise<number> {
    const [leader, rows] = await Promise.all([
      isLeader(sql),
      selectBatch(sql, { window: this.settings.window, all }),
    ]);
    if (!leader || rows.length === 0) return 0;
    const [acknowledgements, positions] = await Promise.all([
      this.settings.producer.send(rows.map(toMessage)),
      loadPositions(sql),
    ]);
    await this.#forget(sql, startedOver(positions, acknowledgements));
    sql.last(markSent(sql, rows, acknowledgements));
    return rows.length;
  }

  async #maintain(): Promise<void> {
    const now = Date.now();
    if (now - this.#lastCheck >= checkMilliseconds) {
      await this.#checkBroker();
      this.#lastCheck = Date.now();
    }
    if (now - this.#lastPrune >= pruneMilliseconds) {
      await this.settings.database.withoutTenantSql((sql) => prune(sql, this.settings.retentionMinutes));
      this.#lastPrune = now;
    }
  }

  /** Asks the broker before the transaction begins, so that a slow answer holds no lock. */
  async #checkBroker(): Promise<void> {
    const { database, producer } = this.settings;
    const positions = await database.withoutTenantSql(loadPositions);
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
    await database.withoutTenantSql(async (sql) => {
      if (await isLeader(sql)) await this.#forget(sql, forgotten);
    });
  }

  async #forget(sql: Sql, forgotten: readonly PartitionPosition[]): Promise<void> {
    for (const { topic, partition } of forgotten) {
      const again = await sql.execute<{ id: string }[]>(
        `update outbox set sent_at = null, kafka_partition = null, kafka_offset = null
         where topic = ? and kafka_partition = ? and sent_at is not null returning id`,
        [topic, partition],
      );
      await sql.execute('delete from outbox_positions where topic = ? and kafka_partition = ?', [
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
      const timer = setTimeout(() => {
        this.#allDue = true;
        resolve();
      }, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Does something some time after it was first asked for, once. */
class Delay {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly run: () => void,
  ) {}

  start(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.run();
    }, this.milliseconds);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The partitions where an acknowledged offset is below where they already were: the broker began again. */
function startedOver(
  positions: readonly PartitionPosition[],
  acknowledgements: readonly Acknowledgement[],
): readonly PartitionPosition[] {
  const firstOffsets = new Map<string, number>();
  for (const { topic, partition, offset } of acknowledgements) {
    const place = placeOf(topic, partition);
    firstOffsets.set(place, Math.min(offset, firstOffsets.get(place) ?? Infinity));
  }
  return forgottenPartitions(positions, (topic, partition) => firstOffsets.get(placeOf(topic, partition)));
}

function placeOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
