import { deviceFailure, TaskFailed } from '../failures/TaskFailed.js';

const accidents = new Set(['MODEL_CRASHED', 'MEMORY_EXCEEDED', 'RUN_TIMED_OUT', 'MODEL_LOAD_TIMED_OUT']);

/** Whether a run failed because its process ended or had to be ended, not by anybody's wish. */
export function isAccident(error: unknown): boolean {
  return error instanceof TaskFailed && accidents.has(error.failure.code);
}

/** Nobody wants the result any more. */
export function canceled(): TaskFailed {
  return deviceFailure('ATTEMPT_CANCELED', 'The attempt was canceled.');
}
