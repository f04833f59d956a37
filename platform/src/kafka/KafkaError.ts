/** What can go wrong between us and Kafka, as stable codes. */
export type KafkaErrorCode =
  /** The broker did not acknowledge in time. The message may or may not have been written. */
  | 'KAFKA_TIMED_OUT'
  /** The producer's queue stayed full for the whole time allowed. Nothing was written. */
  | 'KAFKA_QUEUE_FULL'
  /** The message can never be written: too large, or its topic's name is not allowed. */
  | 'KAFKA_REJECTED'
  /** No broker could be reached, or it answered with an error that may pass. */
  | 'KAFKA_UNAVAILABLE'
  /** The client was closed. */
  | 'KAFKA_CLOSED';

/** An error of the Kafka transport. `code` is stable; `cause` holds what the client library said. */
export class KafkaError extends Error {
  override readonly name = 'KafkaError';

  constructor(
    readonly code: KafkaErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
