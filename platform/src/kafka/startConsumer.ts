import type { ConsumerOptions, KafkaConsumer } from './KafkaConsumer.js';
import { ReconnectingConsumer } from './ReconnectingConsumer.js';
import { withinTime } from './withinTime.js';

const firstConnectMs = 5_000;

/**
 * Starts a consumer. Resolves once it is connected, or after 5 s without a broker: it goes on trying, and
 * `isReady()` tells when it has its partitions. Delivery is at least once: handlers must bear repetition.
 */
export async function startConsumer(options: ConsumerOptions): Promise<KafkaConsumer> {
  const consumer = new ReconnectingConsumer(options);
  await withinTime(consumer.start(), firstConnectMs);
  return consumer;
}
