import type {
  ConsumerOptions,
  KafkaConsumer,
  KafkaProducer,
  ProducerOptions,
} from '@ai-collective/platform/runtime';

/** The ways to and from Kafka a dispatcher needs. Platform's are the ones in use; tests may bring their own. */
export interface Transport {
  createProducer(options: ProducerOptions): Promise<KafkaProducer>;
  startConsumer(options: ConsumerOptions): Promise<KafkaConsumer>;
}
