export type {
  Acknowledgement,
  IncomingMessage,
  NextOffset,
  OutgoingMessage,
  TopicPartition,
} from './message.js';
export { KafkaError, type KafkaErrorCode } from './kafkaError.js';
export type { KafkaProducer, ProducerOptions } from './kafkaProducer.js';
export type { ConsumerOptions, KafkaConsumer } from './kafkaConsumer.js';
