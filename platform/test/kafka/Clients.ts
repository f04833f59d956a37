import { randomUUID } from 'node:crypto';
import {
  type ConsumerOptions,
  createProducer,
  type IncomingMessage,
  type KafkaConsumer,
  type KafkaProducer,
  type OutgoingMessage,
  startConsumer,
} from '../../src/kafka/index.js';
import { createLogger } from '../../src/telemetry/createLogger.js';

export const log = createLogger({ service: 'test', level: 'silent' });

/** A name no other test uses. */
export function unique(prefix: string): string {
  return `${prefix}.${randomUUID()}`;
}

export function message(topic: string, key: string, text: string): OutgoingMessage {
  return { topic, key, value: Buffer.from(text) };
}

/** Opens clients of one broker and closes them all again. */
export class Clients {
  readonly #open: (KafkaConsumer | KafkaProducer)[] = [];

  constructor(private readonly brokers: string) {}

  async producer(): Promise<KafkaProducer> {
    const producer = await createProducer({ brokers: this.brokers, clientId: 'test', log });
    this.#open.push(producer);
    return producer;
  }

  /** A consumer that keeps what it reads. */
  async collect(
    options: Partial<ConsumerOptions> & Pick<ConsumerOptions, 'topics' | 'groupId'>,
  ): Promise<{ readonly consumer: KafkaConsumer; readonly received: IncomingMessage[] }> {
    const received: IncomingMessage[] = [];
    const consumer = await startConsumer({
      brokers: this.brokers,
      log,
      commit: 'after-handling',
      handle: async (batch) => {
        received.push(...batch);
        await Promise.resolve();
      },
      ...options,
    });
    this.#open.push(consumer);
    return { consumer, received };
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((client) => client.close()));
  }
}

export function texts(messages: readonly IncomingMessage[]): string[] {
  return messages.map(({ value }) => value.toString());
}
