/** Where a task is. SUCCEEDED, FAILED and CANCELED are final. */
export const taskStates = ['QUEUED', 'DISPATCHED', 'SUCCEEDED', 'FAILED', 'CANCELED'] as const;
export type TaskState = (typeof taskStates)[number];

/** Whether a task in this state will never change again. */
export function isSettled(state: TaskState): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELED';
}
