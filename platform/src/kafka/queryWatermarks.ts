import type { Client } from 'node-rdkafka';
import { KafkaError } from './KafkaError.js';

const timeoutMs = 5_000;

/** The first offset still kept of a partition, and the next one to be written. */
export interface Watermarks {
  readonly low: number;
  readonly high: number;
}

/**
 * Asks the broker for a partition's watermarks.
 * @throws KafkaError KAFKA_UNAVAILABLE when it does not answer within 5 s or knows no such partition.
 */
export async function queryWatermarks(
  client: Client<string>,
  topic: string,
  partition: number,
): Promise<Watermarks> {
  return new Promise((resolve, reject) => {
    client.queryWatermarkOffsets(topic, partition, timeoutMs, (error: unknown, offsets) => {
      if (!error) resolve({ low: offsets.lowOffset, high: offsets.highOffset });
      else {
        const message = `The watermarks of ${topic}/${partition} are not known`;
        reject(new KafkaError('KAFKA_UNAVAILABLE', message, { cause: error }));
      }
    });
  });
}
