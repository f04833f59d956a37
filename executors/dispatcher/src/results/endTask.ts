import type { AttemptEvent } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import type { KnownTask } from '../tasks/KnownTask.js';
import { failedEvent } from './attemptEvents.js';

/**
 * Publishes how an attempt ended and, once the broker has it, lets go of the task: its offsets may be committed
 * and, with `answer`, its device may forget it. Never rejects. When nobody takes the event for very long, the task
 * is forgotten with its offsets unsettled, so that whoever reads them next starts over.
 */
export async function endTask(
  context: DispatchContext,
  task: KnownTask,
  { event, answer }: { readonly event: AttemptEvent; readonly answer: boolean },
): Promise<void> {
  const { attemptId, deviceId } = event;
  context.leases.reported(task);
  context.tasks.advance(task, 'REPORTED', attemptId);
  const published = await publishOrRefuse(context, task, event);
  context.tasks.remove(task);
  context.leases.remove(attemptId);
  if (published === null) {
    context.log.error({ taskId: event.taskId, attemptId }, 'the end of an attempt could not be published');
    return;
  }
  context.counts.end(published);
  for (const position of task.positions) context.offsets.settle(position);
  if (published.type === 'succeeded') context.recent.remember(published);
  else if (!context.ended.has(attemptId)) context.ended.set(attemptId, 'CLOSED');
  if (answer) context.devices.get(deviceId)?.connection?.send({ type: 'settled', attemptIds: [attemptId] });
  runAgain(context, task, published);
  context.wake();
}

/** A result the broker refuses for good becomes a failure it can take. */
async function publishOrRefuse(
  context: DispatchContext,
  { message }: KnownTask,
  event: AttemptEvent,
): Promise<AttemptEvent | null> {
  const outcome = await context.publisher.publish(event, message.traceparent);
  if (outcome === 'PUBLISHED') return event;
  if (outcome === 'GIVEN_UP' || event.type !== 'succeeded') return null;
  const failure = {
    code: 'RESULT_REFUSED',
    message: 'The result cannot be sent on; it is probably too large.',
    fault: 'device',
  } as const;
  const refused = failedEvent(
    { attemptId: event.attemptId, device: event, task: message },
    { outcome: 'ERROR', failure },
    context.now(),
  );
  return (await context.publisher.publish(refused, message.traceparent)) === 'PUBLISHED' ? refused : null;
}

/** A task asked for again while its failure was on its way is compute's next try; after a success it is not needed. */
function runAgain(context: DispatchContext, { again }: KnownTask, published: AttemptEvent): void {
  if (again === null) return;
  if (published.type === 'succeeded') context.offsets.settle(again.position);
  else context.tasks.add(again, context.now());
}
