import type { Logger } from 'pino';
import type { Acknowledgement, OutgoingMessage } from './message.js';

export interface ProducerOptions {
  /** `host:port`, separated by commas. */
  readonly brokers: string;
  /** Names this client in the broker's logs. */
  readonly clientId: string;
  readonly log: Logger;
  /** Milliseconds until an unacknowledged message fails with KAFKA_TIMED_OUT. Default 10,000. */
  readonly messageTimeoutMs?: number;
  /** Messages that may be under way at once; `send` waits while there are more. Default 20,000. */
  readonly maxInFlight?: number;
}

/** Writes messages: idempotent, acknowledged by all in-sync replicas, in order per key. */
export interface KafkaProducer {
  /**
   * Resolves with one acknowledgement per message, in the order given, when all are acknowledged.
   * @throws KafkaError when any of them was not; the others may have been written.
   */
  send(messages: readonly OutgoingMessage[]): Promise<readonly Acknowledgement[]>;
  /**
   * The first offset still kept and the next one to be written of a partition; 0 and 0 of one the broker does not know.
   * @throws KafkaError KAFKA_UNAVAILABLE when the broker does not answer within 5 s.
   */
  watermarks(topic: string, partition: number): Promise<{ readonly low: number; readonly high: number }>;
  /** Whether a broker was connected when last heard of. */
  isReady(): boolean;
  /**
   * How many times the broker came back as another one (librdkafka saw a new cluster id): what it held is gone.
   * A hint that comes within about a second of its return, not a promise: watermarks are the proof.
   */
  replacements(): number;
  /** Waits (up to 5 s) for what is under way, then disconnects. Later calls of `send` are refused. */
  close(): Promise<void>;
}
