import { partitionKey } from './Lease.js';
import type { IncomingMessage, NextOffset } from './message.js';

/** Where a group goes on after these messages: one offset per partition, past its last message. */
export function nextOffsets(messages: readonly IncomingMessage[]): readonly NextOffset[] {
  const next = new Map<string, NextOffset>();
  for (const { topic, partition, offset } of messages) {
    next.set(partitionKey({ topic, partition }), { topic, partition, offset: offset + 1 });
  }
  return [...next.values()];
}
