import type { TaskState } from './taskState.js';

const firstSilenceMs = 120_000;

/** Most times a silent task is sent again; after that only an operator can tell what holds it up. */
export const maxResends = 8;

/**
 * How long a task may go without news before it is sent again, in milliseconds, or null for ever. A task may rightly
 * wait for hours in a busy fleet, so each time the patience doubles; a running task has its run time on top.
 */
export function silenceAllowed(task: {
  readonly state: TaskState;
  readonly resends: number;
  readonly runtimeLimitMs: number;
}): number | null {
  switch (task.state) {
    case 'QUEUED':
    case 'DISPATCHED': {
      if (task.resends >= maxResends) return null;
      const patience = firstSilenceMs * 2 ** task.resends;
      return task.state === 'DISPATCHED' ? patience + task.runtimeLimitMs : patience;
    }
    case 'SUCCEEDED':
    case 'FAILED':
    case 'CANCELED':
      return null;
  }
}
