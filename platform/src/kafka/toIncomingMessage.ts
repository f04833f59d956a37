import type { Message } from 'node-rdkafka';
import type { IncomingMessage } from './message.js';

/** Our view of what librdkafka read: text as strings, a message without a value as an empty one. */
export function toIncomingMessage(message: Message): IncomingMessage {
  const { topic, partition, offset, key, value, headers = [], timestamp = 0 } = message;
  return {
    topic,
    partition,
    offset,
    key: key?.toString() ?? '',
    value: value ?? Buffer.alloc(0),
    headers: Object.fromEntries(
      headers.flatMap((header) => Object.entries(header)).map(([name, text]) => [name, text.toString()]),
    ),
    timestamp,
  };
}
