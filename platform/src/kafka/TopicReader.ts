import type { KafkaConsumer } from 'node-rdkafka';
import type { ConsumerOptions } from './KafkaConsumer.js';
import { Lease, partitionKey } from './Lease.js';
import { queryWatermarks } from './queryWatermarks.js';
import { topicMetadata } from './topicMetadata.js';

const discoveryIntervalMs = 1_000;
/** librdkafka's name for the first offset still kept. */
const beginning = -2;

/**
 * Assigns every partition of the wanted topics to one consumer, from the beginning, and those that appear later.
 * No group is joined, so nothing waits for other members.
 */
export class TopicReader {
  readonly #known = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly client: KafkaConsumer,
    private readonly options: ConsumerOptions,
    private readonly onAssigned: (leases: readonly Lease[]) => void,
  ) {}

  /** Assigns what exists, and from now on what appears. */
  async start(): Promise<void> {
    await this.#discover();
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#discover()
        .catch((error: unknown) => this.options.log.debug({ err: error }, 'Topics could not be listed'))
        .finally(() => this.#schedule());
    }, discoveryIntervalMs);
  }

  async #discover(): Promise<void> {
    const { topics } = await topicMetadata(this.client);
    const found = topics
      .filter(({ name }) => this.#isWanted(name))
      .flatMap(({ name, partitions }) => partitions.map(({ id }) => ({ topic: name, partition: id })))
      .filter((one) => !this.#known.has(partitionKey(one)));
    const leases: Lease[] = [];
    for (const { topic, partition } of found) {
      const { low, high } = await queryWatermarks(this.client, topic, partition);
      leases.push(new Lease(topic, partition, low === high ? 0 : high));
    }
    if (this.#stopped) return;
    if (leases.length > 0) {
      this.client.incrementalAssign(
        leases.map(({ topic, partition }) => ({ topic, partition, offset: beginning })),
      );
    }
    for (const lease of leases) this.#known.add(partitionKey(lease));
    this.onAssigned(leases);
  }

  #isWanted(name: string): boolean {
    return this.options.topics.some((topic) =>
      typeof topic === 'string' ? topic === name : topic.test(name),
    );
  }
}
