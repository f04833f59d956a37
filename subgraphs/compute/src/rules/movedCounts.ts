import type { TaskCounts } from './jobState.js';
import type { TaskState } from './taskState.js';

/** A task that goes from one state to another. */
export interface Move {
  readonly from: TaskState;
  readonly to: TaskState;
}

/** How a job's counts change with its tasks' states: what each state gains, or loses below zero. */
export function countMoves(moves: readonly Move[]): TaskCounts {
  const counts = { QUEUED: 0, DISPATCHED: 0, VERIFYING: 0, SUCCEEDED: 0, FAILED: 0, CANCELED: 0 };
  for (const { from, to } of moves) {
    counts[from]--;
    counts[to]++;
  }
  return counts;
}

/** The counts after a change of them. */
export function addCounts(counts: TaskCounts, change: TaskCounts): TaskCounts {
  return {
    QUEUED: counts.QUEUED + change.QUEUED,
    DISPATCHED: counts.DISPATCHED + change.DISPATCHED,
    VERIFYING: counts.VERIFYING + change.VERIFYING,
    SUCCEEDED: counts.SUCCEEDED + change.SUCCEEDED,
    FAILED: counts.FAILED + change.FAILED,
    CANCELED: counts.CANCELED + change.CANCELED,
  };
}
