import type { TaskState } from './taskState.js';

/** How many tasks of a job are in each state; of a chain, how many items, each as the task that it has come to. */
export type TaskCounts = Readonly<Record<TaskState, number>>;

/** Where a job is that has no tasks yet, since its items are being read, or never had any. */
export type Preparation = 'PREPARING' | 'REJECTED' | 'CANCELED';

/** Where a job is. Once it has tasks it is never stored: it follows from them. */
export const jobStates = [
  'PREPARING',
  'REJECTED',
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'PARTIALLY_FAILED',
  'FAILED',
  'CANCELED',
] as const;
export type JobState = (typeof jobStates)[number];

/** How many tasks a job has. */
export function totalOf(counts: TaskCounts): number {
  return unsettledOf(counts) + counts.SUCCEEDED + counts.FAILED + counts.CANCELED;
}

/** How many tasks of a job are not settled. */
function unsettledOf(counts: TaskCounts): number {
  return counts.QUEUED + counts.DISPATCHED + counts.VERIFYING;
}

/** Whether every task is settled. */
export function isFinished(counts: TaskCounts): boolean {
  return unsettledOf(counts) === 0;
}

/**
 * The state of a job that has its tasks. QUEUED until a device has had any of its tasks; CANCELED when that ended it;
 * PARTIALLY_FAILED when some tasks succeeded and others failed. In a chain what counts is items, each as the task that it has come
 * to, and `passed` are the tasks that items have come past: one that waits for its second step was had by a device.
 */
export function jobState(counts: TaskCounts, passed = 0): JobState {
  if (!isFinished(counts))
    return passed + totalOf(counts) - counts.QUEUED - counts.CANCELED > 0 ? 'RUNNING' : 'QUEUED';
  if (counts.CANCELED > 0) return 'CANCELED';
  if (counts.FAILED === 0) return 'SUCCEEDED';
  return counts.SUCCEEDED === 0 ? 'FAILED' : 'PARTIALLY_FAILED';
}

/** The settled share of a job, from 0 to 1. */
export function jobProgress(counts: TaskCounts): number {
  const total = totalOf(counts);
  return total === 0 ? 1 : (counts.SUCCEEDED + counts.FAILED + counts.CANCELED) / total;
}
