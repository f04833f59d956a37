import rdkafka, { type DeliveryReport, type LibrdKafkaError } from 'node-rdkafka';
import { connectClient } from './connectClient.js';
import { connectionSettings } from './connectionSettings.js';
import { disconnectClient } from './disconnectClient.js';
import type { ProducerOptions } from './KafkaProducer.js';
import type { OutgoingMessage } from './message.js';
import { type ClientTrouble, observeClient } from './observeClient.js';

const errors = rdkafka.CODES.ERRORS;
/** Milliseconds between looks for delivery reports: while messages are under way, and otherwise. */
const busyPollMs = 1;
const idlePollMs = 50;

export interface ProducerSessionEvents {
  /** One message's fate, named by the id it was produced under. */
  readonly onReport: (id: number, report: DeliveryReport | LibrdKafkaError) => void;
  readonly onTrouble: (trouble: ClientTrouble) => void;
}

/** One librdkafka producer, from connecting to the first fatal error. */
export class ProducerSession {
  readonly client: rdkafka.Producer;
  #timer: NodeJS.Timeout | undefined;
  #underWay = 0;
  #closed = false;

  constructor(
    options: ProducerOptions,
    private readonly events: ProducerSessionEvents,
  ) {
    this.client = new rdkafka.Producer(producerSettings(options), deliverySettings(options));
    this.#listen(options);
  }

  async connect(timeoutMs: number): Promise<void> {
    await connectClient(this.client, timeoutMs);
    this.#poll();
  }

  /** Hands a message to librdkafka. Returns false when its queue is full for now; throws when it is refused. */
  produce(message: OutgoingMessage, id: number): boolean {
    const headers = Object.entries(message.headers ?? {}).map(([name, value]) => ({ [name]: value }));
    try {
      this.client.produce(message.topic, null, message.value, message.key, null, id, headers);
    } catch (error) {
      if (codeOf(error) === errors.ERR__QUEUE_FULL) return false;
      throw error;
    }
    this.#underWay += 1;
    if (this.#underWay === 1) this.#poll();
    return true;
  }

  /** Whether a broker answers within `timeoutMs`. */
  async answers(timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      this.client.getMetadata({ timeout: timeoutMs, allTopics: false }, (error: unknown) => {
        resolve(!error);
      });
    });
  }

  async close(timeoutMs: number): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await disconnectClient(this.client, timeoutMs);
  }

  #listen({ log }: ProducerOptions): void {
    observeClient(this.client, log, this.events.onTrouble);
    // The typings say an error always comes; it is null when the message was written.
    this.client.on('delivery-report', (error: LibrdKafkaError | null, report) => {
      this.#underWay -= 1;
      this.events.onReport(Number(report.opaque), error ?? report);
    });
  }

  #poll(): void {
    clearTimeout(this.#timer);
    if (this.#closed || !this.client.isConnected()) return;
    this.client.poll();
    this.#timer = setTimeout(() => this.#poll(), this.#underWay > 0 ? busyPollMs : idlePollMs);
  }
}

function producerSettings(options: ProducerOptions): rdkafka.ProducerGlobalConfig {
  return {
    ...connectionSettings(options.brokers, options.clientId),
    'enable.idempotence': true,
    dr_cb: true,
    // Any other wait is a millisecond at least. What is handed over together leaves together all the same, or nearly.
    'linger.ms': 0,
    'queue.buffering.max.kbytes': 65_536,
  };
}

function deliverySettings({ messageTimeoutMs = 10_000 }: ProducerOptions): rdkafka.ProducerTopicConfig {
  return {
    'message.timeout.ms': messageTimeoutMs,
    'request.timeout.ms': Math.min(5_000, messageTimeoutMs),
    // The same partition for the same key as the Java client.
    partitioner: 'murmur2_random',
  };
}

function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}
