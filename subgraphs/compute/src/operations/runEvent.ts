import { partsOfRun, type AttemptEvent } from '@ai-collective/contracts';

/** An event, with its run taken apart into the task and the run's tag. */
export type RunEvent = AttemptEvent & { readonly run: string };

/** Takes an event's run apart. */
export function withRun(event: AttemptEvent): RunEvent {
  const { taskId, tag } = partsOfRun(event.taskId);
  return { ...event, taskId, run: tag };
}
