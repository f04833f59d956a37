import type { DispatchContext } from '../DispatchContext.js';
import { dropTask } from './dropTask.js';

/** Lets go of every task of a job. Nothing is published: compute has marked them canceled already. */
export function cancelJob(context: DispatchContext, jobId: string): void {
  context.canceledJobs.set(jobId, true);
  for (const task of context.tasks.ofJob(jobId)) dropTask(context, task);
  context.wake();
}
