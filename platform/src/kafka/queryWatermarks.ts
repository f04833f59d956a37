import type { Client } from 'node-rdkafka';
import { KafkaError } from './KafkaError.js';

const timeoutMs = 5_000;

/** The first offset still kept of a partition, and the next one to be written. */
export interface Watermarks {
  readonly low: number;
  readonly high: number;
}

/**
 * Asks the broker for a partition's watermarks. One it does not know has nothing in it: 0 and 0.
 * @throws KafkaError KAFKA_UNAVAILABLE when it does not answer within 5 s.
 */
export async function queryWatermarks(
  client: Client<string>,
  topic: string,
  partition: number,
): Promise<Watermarks> {
  return new Promise((resolve, reject) => {
    client.queryWatermarkOffsets(topic, partition, timeoutMs, (error: unknown, offsets) => {
      if (!error) resolve({ low: offsets.lowOffset, high: offsets.highOffset });
      else if (isUnknownPartition(error)) resolve({ low: 0, high: 0 });
      else {
        const message = `The watermarks of ${topic}/${partition} are not known`;
        reject(new KafkaError('KAFKA_UNAVAILABLE', message, { cause: error }));
      }
    });
  });
}

/** librdkafka's own "unknown partition" and "unknown topic", and the protocol's "unknown topic or partition". */
const unknownPartitionCodes: ReadonlySet<unknown> = new Set([-190, -188, 3]);

function isUnknownPartition(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && unknownPartitionCodes.has(error.code)
  );
}
