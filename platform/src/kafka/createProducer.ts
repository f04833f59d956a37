import type { KafkaProducer, ProducerOptions } from './KafkaProducer.js';
import { ReconnectingProducer } from './ReconnectingProducer.js';
import { withinTime } from './withinTime.js';

const firstConnectMs = 5_000;

/**
 * Starts a producer. Resolves once it is connected, or after 5 s without a broker: it goes on trying,
 * `isReady()` tells, and messages sent meanwhile wait for their time.
 */
export async function createProducer(options: ProducerOptions): Promise<KafkaProducer> {
  const producer = new ReconnectingProducer(options);
  await withinTime(producer.open(), firstConnectMs);
  return producer;
}
