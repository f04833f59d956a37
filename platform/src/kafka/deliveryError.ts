import rdkafka, { type LibrdKafkaError } from 'node-rdkafka';
import { KafkaError } from './KafkaError.js';

const errors = rdkafka.CODES.ERRORS;

const rejections: ReadonlySet<number> = new Set([
  errors.ERR_MSG_SIZE_TOO_LARGE,
  errors.ERR_TOPIC_EXCEPTION,
  errors.ERR_TOPIC_AUTHORIZATION_FAILED,
  errors.ERR_RECORD_LIST_TOO_LARGE,
  errors.ERR_INVALID_RECORD,
  errors.ERR__UNKNOWN_PARTITION,
  errors.ERR__INVALID_ARG,
]);

/** Codes that tell of the client's end, not of the message: a new client may write it. */
const clientFailures: ReadonlySet<number> = new Set([
  errors.ERR__FATAL,
  errors.ERR__PURGE_QUEUE,
  errors.ERR__PURGE_INFLIGHT,
  errors.ERR__DESTROY,
  errors.ERR__STATE,
  errors.ERR_OUT_OF_ORDER_SEQUENCE_NUMBER,
  errors.ERR_UNKNOWN_PRODUCER_ID,
  errors.ERR_INVALID_PRODUCER_EPOCH,
  errors.ERR_INVALID_PRODUCER_ID_MAPPING,
]);

/** Whether a message that failed with this code should be written by another client. */
export function isClientFailure(code: number | undefined): boolean {
  return code !== undefined && clientFailures.has(code);
}

/** The error a caller of `send` sees for what librdkafka said of one message. */
export function deliveryError(topic: string, error: Pick<LibrdKafkaError, 'code' | 'message'>): KafkaError {
  const { code, message } = error;
  if (code === errors.ERR__MSG_TIMED_OUT || code === errors.ERR__TIMED_OUT) return timedOut(topic, error);
  if (rejections.has(code)) {
    return new KafkaError('KAFKA_REJECTED', `Topic ${topic} cannot take the message: ${message}`, {
      cause: error,
    });
  }
  return new KafkaError('KAFKA_UNAVAILABLE', `Topic ${topic} did not take the message: ${message}`, {
    cause: error,
  });
}

/** The error of a message nobody acknowledged in time. */
export function timedOut(topic: string, cause?: unknown): KafkaError {
  return new KafkaError('KAFKA_TIMED_OUT', `No broker acknowledged the message to ${topic} in time`, {
    cause,
  });
}
