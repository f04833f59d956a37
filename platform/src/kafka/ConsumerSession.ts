import { setTimeout as delay } from 'node:timers/promises';
import rdkafka, { type LibrdKafkaError } from 'node-rdkafka';
import { connectClient } from './connectClient.js';
import { consumerSettings } from './consumerSettings.js';
import { disconnectClient } from './disconnectClient.js';
import type { ConsumerOptions } from './KafkaConsumer.js';
import { Lease, partitionKey } from './Lease.js';
import type { LeasedMessage } from './BatchQueue.js';
import type { TopicPartition } from './message.js';
import { observeClient } from './observeClient.js';
import { OffsetCommitter } from './OffsetCommitter.js';
import { topicMetadata } from './topicMetadata.js';
import { TopicReader } from './TopicReader.js';
import { toIncomingMessage } from './toIncomingMessage.js';

const errors = rdkafka.CODES.ERRORS;
const connectTimeoutMs = 1_000;
const closeTimeoutMs = 5_000;
/** Closing waits for the reading thread, so this also bounds how long it blocks the event loop. */
const readTimeoutMs = 50;
/** What librdkafka noted while it connected has been told by then. */
const settleMs = 50;

export interface ConsumerSessionEvents {
  readonly onMessage: (leased: LeasedMessage) => void;
  /** Partitions are about to go: resolves when what is in hand of them is finished and committed. */
  readonly onLeaving: (leases: readonly Lease[]) => Promise<void>;
  readonly onGone: (leases: readonly Lease[]) => void;
}

/**
 * One librdkafka consumer, until the brokers are lost or it fails. It is never carried over an outage: a broker that
 * comes back without its memory would take the positions and commits of the old client for those of its new log.
 */
export class ConsumerSession {
  readonly leases = new Map<string, Lease>();
  readonly client: rdkafka.KafkaConsumer;
  readonly committer: OffsetCommitter;
  /** Resolves with the reason when this session can go on no longer. */
  readonly ended: Promise<string>;
  #end: (reason: string) => void = () => undefined;
  #over = false;
  #assigned = false;
  #joining = false;
  #readingPaused = false;
  #reader: TopicReader | undefined;
  #closed: Promise<void> | undefined;

  constructor(
    private readonly options: ConsumerOptions,
    private readonly events: ConsumerSessionEvents,
  ) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.client = new rdkafka.KafkaConsumer(
      {
        ...consumerSettings(options),
        rebalance_cb: (error: LibrdKafkaError | undefined, partitions: readonly TopicPartition[]) =>
          void this.#rebalance(error, partitions),
      },
      { 'auto.offset.reset': 'earliest' },
    );
    this.committer = new OffsetCommitter(this.client);
    this.#listen();
  }

  async open(): Promise<void> {
    await connectClient(this.client, connectTimeoutMs);
    this.client.setDefaultConsumeTimeout(readTimeoutMs);
    this.client.setDefaultConsumeLoopTimeoutDelay(0);
    this.client.consume();
    // A topic that appears only after the group was joined costs another rebalance.
    for (const topic of this.options.topics) {
      if (typeof topic === 'string') await topicMetadata(this.client, topic);
    }
    await delay(settleMs);
    this.#joining = true;
    if (this.options.fromBeginning) {
      this.#reader = new TopicReader(this.client, this.options, (leases) => this.#adopt(leases));
      await this.#reader.start();
    } else {
      this.client.subscribe(this.options.topics.map(subscription));
    }
  }

  /** Whether partitions were assigned and, for a reader from the beginning, read as far as they went then. */
  isReady(): boolean {
    if (this.#over || !this.#assigned) return false;
    return [...this.leases.values()].every(({ handledTo, endAtStart }) => handledTo >= endAtStart);
  }

  /** Stops or resumes fetching, when too much or little waits to be handled. */
  pauseReading(paused: boolean): void {
    if (paused === this.#readingPaused || this.#over) return;
    this.#readingPaused = paused;
    const partitions = [...this.leases.values()].map(({ topic, partition }) => ({ topic, partition }));
    if (paused) this.client.pause(partitions);
    else this.client.resume(partitions);
  }

  /** Messages of our partitions the handler has not been given, as far as the last answers of the broker tell. */
  lag(): number {
    if (this.#over) return 0;
    return [...this.leases.values()].reduce((sum, { topic, partition, handedTo }) => {
      const { highOffset } = this.client.getWatermarkOffsets(topic, partition);
      return handedTo > 0 ? sum + Math.max(0, highOffset - handedTo) : sum;
    }, 0);
  }

  close(): Promise<void> {
    this.#finish('CLOSED');
    this.#reader?.stop();
    this.#closed ??= disconnectClient(this.client, closeTimeoutMs);
    return this.#closed;
  }

  #listen(): void {
    observeClient(this.client, this.options.log, (trouble) => {
      // What was not reachable while connecting is told late, when it is.
      if (this.#joining) this.#finish(trouble);
    });
    this.client.on('data', (message) => {
      const lease = this.leases.get(partitionKey(message));
      if (lease?.state === 'HELD') this.events.onMessage({ message: toIncomingMessage(message), lease });
    });
  }

  /** Runs when librdkafka asks to take up or to give up partitions; it waits until told that it is done. */
  async #rebalance(error: LibrdKafkaError | undefined, partitions: readonly TopicPartition[]): Promise<void> {
    try {
      if (error?.code === errors.ERR__ASSIGN_PARTITIONS) this.#takeUp(partitions);
      else {
        if (!this.#over) await this.#letGo(partitions);
        this.client.incrementalUnassign([...partitions]);
      }
    } catch (cause) {
      this.options.log.debug({ err: cause }, 'Partitions could not be taken up or given up');
      this.#finish('REBALANCE_FAILED');
      this.#unassignAll();
    }
  }

  /** A session that is over takes nothing up, but must say so: closing waits for the answer. */
  #takeUp(partitions: readonly TopicPartition[]): void {
    this.client.incrementalAssign(this.#over ? [] : [...partitions]);
    if (!this.#over) this.#adopt(partitions.map(({ topic, partition }) => new Lease(topic, partition)));
  }

  #unassignAll(): void {
    try {
      this.client.unassign();
    } catch (cause) {
      this.options.log.debug({ err: cause }, 'Partitions were given up already');
    }
  }

  #adopt(leases: readonly Lease[]): void {
    for (const lease of leases) this.leases.set(partitionKey(lease), lease);
    this.#assigned = true;
    if (this.#readingPaused) {
      this.client.pause(leases.map(({ topic, partition }) => ({ topic, partition })));
    }
  }

  async #letGo(partitions: readonly TopicPartition[]): Promise<void> {
    const leaving = partitions.flatMap((one) => this.leases.get(partitionKey(one)) ?? []);
    for (const lease of leaving) lease.state = 'LEAVING';
    await this.events.onLeaving(leaving);
    this.#forget(leaving);
  }

  #forget(leases: readonly Lease[]): void {
    const gone = leases.filter(({ state }) => state !== 'GONE');
    for (const lease of gone) {
      lease.state = 'GONE';
      this.leases.delete(partitionKey(lease));
    }
    if (gone.length > 0) this.events.onGone(gone);
  }

  #finish(reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#forget([...this.leases.values()]);
    this.#end(reason);
  }
}

/** librdkafka takes names that begin with `^` for patterns; the library's own way with a RegExp writes to the console. */
function subscription(topic: string | RegExp): string {
  if (typeof topic === 'string') return topic;
  if (!topic.source.startsWith('^'))
    throw new TypeError(`A topic pattern must begin with ^, not be ${topic.source}`);
  return topic.source;
}
