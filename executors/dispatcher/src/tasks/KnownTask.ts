import type { TaskMessage } from '@ai-collective/contracts';
import type { Position } from '../offsets/OffsetTracker.js';

/** A task message and where it lay in Kafka. */
export interface ReceivedTask {
  readonly message: TaskMessage;
  readonly position: Position;
  /** Size of the message as it came, in bytes. */
  readonly bytes: number;
}

/**
 * A task this dispatcher answers for. Changed in place: there may be tens of thousands.
 * WAITING for a device, LEASED to one, or REPORTED: its end is being published.
 */
export interface KnownTask {
  readonly message: TaskMessage;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** Every message that asked for this task, to be settled with it. */
  readonly positions: Position[];
  state: 'WAITING' | 'LEASED' | 'REPORTED';
  /** The attempt under way; null while it waits. */
  attemptId: string | null;
  /** A second attempt under way beside it, on another device. */
  hedgeId: string | null;
  /** Asked for again while its failure was being published: it runs anew after that. */
  again: ReceivedTask | null;
}

/** When the job of a task has to be done, in milliseconds since the epoch; null: whenever it is. */
export function dueAtOf({ message: { deadlineAt } }: Pick<KnownTask, 'message'>): number | null {
  return deadlineAt === null ? null : Date.parse(deadlineAt);
}
