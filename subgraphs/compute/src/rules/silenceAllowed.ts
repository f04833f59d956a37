import type { TaskState } from './taskState.js';

const firstSilenceMs = 120_000;
/** Up to 4 h 16 min: a task that was held up is found the same day, and thousands of them are no burden. */
const mostDoublings = 7;

/**
 * How long a task may go without news before it is sent again, in milliseconds, or null once it is settled. A task may
 * rightly wait for hours in a busy fleet, so each time the patience doubles, up to a bound; it never ends. A running
 * task has its run time on top.
 */
export function silenceAllowed(task: {
  readonly state: TaskState;
  readonly resends: number;
  readonly runtimeLimitMs: number;
}): number | null {
  switch (task.state) {
    case 'QUEUED':
    case 'DISPATCHED':
    case 'VERIFYING': {
      const patience = firstSilenceMs * 2 ** Math.min(task.resends, mostDoublings);
      return task.state === 'QUEUED' ? patience : patience + task.runtimeLimitMs;
    }
    case 'SUCCEEDED':
    case 'FAILED':
    case 'CANCELED':
      return null;
  }
}

/** Patience is doubled so often for a second opinion: some two hours in all. */
const mostResendsOfVerifying = 5;

/** Whether there is no point in asking for a second opinion once more. */
export function isHopeless(state: TaskState, resends: number): boolean {
  return state === 'VERIFYING' && resends >= mostResendsOfVerifying;
}
