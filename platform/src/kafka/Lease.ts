import type { TopicPartition } from './message.js';

/**
 * Our hold on one partition, from its assignment to its revocation. Messages carry the lease they came under,
 * so that what was read before a revocation is neither handled nor committed after it.
 */
export class Lease implements TopicPartition {
  /** `LEAVING`: the batch in hand may still finish and commit, but nothing new begins. */
  state: 'HELD' | 'LEAVING' | 'GONE' = 'HELD';
  /** The offset after the last message handed to the handler: nothing above it can be committed. */
  handedTo = 0;
  /** The offset after the last message the handler was done with. */
  handledTo = 0;

  constructor(
    readonly topic: string,
    readonly partition: number,
    /** What a reader must have handled to have caught up with the partition as it was when assigned. */
    readonly endAtStart = 0,
  ) {}
}

/** Names a partition in a map. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
