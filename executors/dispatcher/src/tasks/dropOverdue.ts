import type { DispatchContext } from '../DispatchContext.js';
import { dropTask } from './dropTask.js';

/** Lets go of tasks whose deadlines have passed, on devices too: compute fails them at that time, by its own clock. */
export function dropOverdue(context: DispatchContext): void {
  const overdue = context.tasks.takeOverdue(context.now());
  if (overdue.length === 0) return;
  for (const task of overdue) dropTask(context, task);
  context.log.info({ tasks: overdue.length }, 'tasks were dropped at the deadline of their job');
}
