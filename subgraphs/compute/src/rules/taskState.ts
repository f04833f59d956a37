/**
 * Where a task is. VERIFYING: a device has reported a result, and what another says of it is waited for. SUCCEEDED, FAILED and CANCELED are final.
 */
export const taskStates = ['QUEUED', 'DISPATCHED', 'VERIFYING', 'SUCCEEDED', 'FAILED', 'CANCELED'] as const;
export type TaskState = (typeof taskStates)[number];

/** Whether a task in this state will never change again. */
export function isSettled(state: TaskState): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELED';
}
