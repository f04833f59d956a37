import {
  KafkaError,
  type ConsumerOptions,
  type IncomingMessage,
  type KafkaConsumer,
  type KafkaProducer,
  type NextOffset,
  type OutgoingMessage,
} from '@ai-collective/platform';
import type { Transport } from '../../src/transport/Transport.js';

const partitionCount = 4;
const batchSize = 50;

interface Reader {
  readonly options: ConsumerOptions;
  readonly positions: Map<string, number>;
  paused: boolean;
  stopped: boolean;
}

/** Kafka as far as a dispatcher can tell: topics, partitions, groups, manual commits. */
export class InMemoryBroker {
  readonly #partitions = new Map<string, IncomingMessage[]>();
  readonly #readers = new Set<Reader>();
  readonly committed = new Map<string, number>();
  /** While true nothing can be written. */
  down = false;

  /** A way to this broker that can be cut, as when its process is killed. */
  transport(): Transport & { cut: () => void } {
    let isCut = false;
    const mine: Reader[] = [];
    return {
      createProducer: () => Promise.resolve(this.#producer(() => isCut)),
      startConsumer: (options) => {
        const reader: Reader = { options, positions: new Map(), paused: false, stopped: false };
        mine.push(reader);
        return Promise.resolve(this.#consumer(reader, () => isCut));
      },
      cut: () => {
        isCut = true;
        for (const reader of mine) this.#stop(reader);
      },
    };
  }

  /** All messages of a topic whose name fits, partition by partition. */
  messages(topic: string): readonly IncomingMessage[] {
    return [...this.#partitions].flatMap(([key, messages]) => (key.startsWith(`${topic}/`) ? messages : []));
  }

  /** Committed offsets of all partitions, and how many messages they have. */
  progress(topic: string): { readonly committed: number; readonly written: number } {
    const keys = [...this.#partitions.keys()].filter((key) => key.startsWith(`${topic}/`));
    return {
      committed: keys.reduce((sum, key) => sum + (this.committed.get(`dispatcher ${key}`) ?? 0), 0),
      written: keys.reduce((sum, key) => sum + (this.#partitions.get(key)?.length ?? 0), 0),
    };
  }

  /** Loses every message and every committed offset, as a broker that keeps them in memory does when killed. */
  forgetEverything(): void {
    const known = [...this.#partitions.keys()].map(toPartition);
    this.#partitions.clear();
    this.committed.clear();
    for (const reader of this.#readers) {
      reader.positions.clear();
      reader.options.onRevoked?.(known);
    }
  }

  #producer(isCut: () => boolean): KafkaProducer {
    return {
      send: (messages) => {
        if (isCut() || this.down)
          return Promise.reject(new KafkaError('KAFKA_UNAVAILABLE', 'the broker is down'));
        return Promise.resolve(messages.map((message) => this.#append(message)));
      },
      watermarks: () => Promise.resolve({ low: 0, high: 0 }),
      isReady: () => !this.down,
      replacements: () => 0,
      close: () => Promise.resolve(),
    };
  }

  #append({ topic, key, value, headers = {} }: OutgoingMessage) {
    const partition = Buffer.from(key).reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7) % partitionCount;
    const messages = this.#partitions.get(`${topic}/${partition}`) ?? [];
    this.#partitions.set(`${topic}/${partition}`, messages);
    const offset = messages.length;
    messages.push({ topic, partition, offset, key, value, headers, timestamp: Date.now() });
    return { topic, partition, offset };
  }

  #consumer(reader: Reader, isCut: () => boolean): KafkaConsumer {
    this.#readers.add(reader);
    this.#rebalance(reader.options.groupId);
    const consumer: KafkaConsumer = {
      commit: (offsets) => {
        if (isCut()) return Promise.reject(new KafkaError('KAFKA_UNAVAILABLE', 'cut'));
        this.#commit(reader, offsets);
        return Promise.resolve();
      },
      pause: () => {
        reader.paused = true;
      },
      resume: () => {
        reader.paused = false;
      },
      isReady: () => true,
      lag: () => 0,
      close: () => {
        this.#stop(reader);
        return Promise.resolve();
      },
    };
    void this.#deliver(reader, consumer);
    return consumer;
  }

  #stop(reader: Reader): void {
    reader.stopped = true;
    if (this.#readers.delete(reader)) this.#rebalance(reader.options.groupId);
  }

  /** Members of a group take partitions in turn; those that read from the beginning read alone. */
  #isAssigned(reader: Reader, key: string): boolean {
    const { options } = reader;
    if (options.fromBeginning === true) return true;
    const members = [...this.#readers].filter((each) => each.options.groupId === options.groupId);
    return members[Number(key.slice(key.lastIndexOf('/') + 1)) % members.length] === reader;
  }

  #rebalance(groupId: string): void {
    for (const reader of this.#readers) {
      if (reader.options.groupId !== groupId) continue;
      const lost = [...reader.positions.keys()].filter((key) => !this.#isAssigned(reader, key));
      for (const key of lost) reader.positions.delete(key);
      if (lost.length > 0) reader.options.onRevoked?.(lost.map(toPartition));
    }
  }

  #commit(reader: Reader, offsets: readonly NextOffset[]): void {
    for (const { topic, partition, offset } of offsets)
      this.committed.set(`${reader.options.groupId} ${topic}/${partition}`, offset);
  }

  async #deliver(reader: Reader, consumer: KafkaConsumer): Promise<void> {
    while (!reader.stopped) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      for (const [key, messages] of this.#partitions) {
        if (!reader.options.topics.some((topic) => matches(topic, key.slice(0, key.lastIndexOf('/')))))
          continue;
        if (!isReading(reader) || !this.#isAssigned(reader, key)) continue;
        const start =
          reader.positions.get(key) ?? this.committed.get(`${reader.options.groupId} ${key}`) ?? 0;
        const batch = messages.slice(start, start + batchSize);
        if (batch.length === 0) continue;
        reader.positions.set(key, start + batch.length);
        await reader.options.handle(batch, consumer);
      }
    }
  }
}

function toPartition(key: string) {
  const slash = key.lastIndexOf('/');
  return { topic: key.slice(0, slash), partition: Number(key.slice(slash + 1)) };
}

function matches(topic: string | RegExp, name: string): boolean {
  return typeof topic === 'string' ? topic === name : topic.test(name);
}

function isReading({ paused, stopped }: Reader): boolean {
  return !paused && !stopped;
}
