import type { AttemptEvent, TaskFailure } from '@ai-collective/contracts';
import { knowledgeOf, type AttemptState } from './attemptState.js';
import { isSettled, type TaskState } from './taskState.js';

/** A task as far as settling it needs: its state, and the states of its attempts by id. */
export interface TaskSnapshot {
  readonly state: TaskState;
  readonly attempts: ReadonlyMap<string, AttemptState>;
}

/** The community's limits on trying again. */
export interface AttemptLimits {
  /** ERROR attempts before a task fails. */
  readonly maxErrors: number;
  /** Ended attempts of any outcome before a task fails. */
  readonly maxAttempts: number;
}

/** What an event changes. `retry` asks for the task to be queued again. */
export interface Settlement {
  readonly task: TaskState;
  /** The attempt's new state; null when the event says nothing new. */
  readonly attempt: AttemptState | null;
  readonly retry: boolean;
  /** Set when this event makes the task fail. */
  readonly failure: TaskFailure | null;
}

/**
 * Decides what one attempt event does to a task. A settled task never changes; an event heard before, or overtaken
 * by a later one of its attempt, changes nothing at all. So however events are repeated or reordered,
 * a task is settled at most once.
 */
export function applyAttemptEvent(
  task: TaskSnapshot,
  event: AttemptEvent,
  limits: AttemptLimits,
): Settlement {
  const attempt = attemptStateAfter(task.state, event);
  const known = task.attempts.get(event.attemptId);
  if (known !== undefined && knowledgeOf(attempt) <= knowledgeOf(known)) return unchanged(task);
  const settlement = { task: task.state, attempt, retry: false, failure: null };
  if (isSettled(task.state)) return settlement;
  switch (event.type) {
    case 'leased':
      return { ...settlement, task: 'DISPATCHED' };
    case 'succeeded':
      return { ...settlement, task: 'SUCCEEDED' };
    case 'failed':
      return mayTryAgain(task, event, limits)
        ? { ...settlement, task: 'QUEUED', retry: true }
        : { ...settlement, task: 'FAILED', failure: event.failure };
  }
}

function unchanged(task: TaskSnapshot): Settlement {
  return { task: task.state, attempt: null, retry: false, failure: null };
}

function attemptStateAfter(task: TaskState, event: AttemptEvent): AttemptState {
  switch (event.type) {
    case 'leased':
      return 'LEASED';
    case 'succeeded':
      return isSettled(task) ? 'REPORTED' : 'VALID';
    case 'failed':
      return event.outcome;
  }
}

/** Only a device's fault is tried again; ABANDONED and TIMED_OUT count as attempts, ERROR as an error too. */
function mayTryAgain(
  task: TaskSnapshot,
  event: AttemptEvent & { type: 'failed' },
  limits: AttemptLimits,
): boolean {
  if (event.failure.fault !== 'device') return false;
  const earlier = [...task.attempts].filter(([id]) => id !== event.attemptId).map(([, state]) => state);
  const ended = earlier.filter((state) => state !== 'LEASED').length + 1;
  const errors = [...earlier, event.outcome].filter((state) => state === 'ERROR').length;
  return errors < limits.maxErrors && ended < limits.maxAttempts;
}
