import type { TopicPartition } from './message.js';

/**
 * Our hold on one partition, from its assignment to its revocation. Messages carry the lease they came under,
 * so that what was read before a revocation is neither handled nor committed after it.
 */
export class Lease implements TopicPartition {
  /** False once the partition is no longer ours. */
  active = true;
  /** The offset after the last message handed to the handler: nothing above it can be committed. */
  handedTo = 0;

  constructor(
    readonly topic: string,
    readonly partition: number,
    /** The end of the partition when it was assigned, for readers that must catch up first. */
    readonly endAtStart = 0,
  ) {}
}

/** Names a partition in a map. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
