export type {
  Acknowledgement,
  IncomingMessage,
  NextOffset,
  OutgoingMessage,
  TopicPartition,
} from './message.js';
export { KafkaError, type KafkaErrorCode } from './KafkaError.js';
export type { KafkaProducer, ProducerOptions } from './KafkaProducer.js';
export type { ConsumerOptions, KafkaConsumer } from './KafkaConsumer.js';
export { createProducer } from './createProducer.js';
export { startConsumer } from './startConsumer.js';
export { ensureTopics, type TopicSettings } from './ensureTopics.js';
