import { createProducer, startConsumer } from '@ai-collective/platform/runtime';
import type { Transport } from './Transport.js';

/** Kafka itself. */
export const kafkaTransport: Transport = { createProducer, startConsumer };
