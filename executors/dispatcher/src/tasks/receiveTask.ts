import type { AttemptEvent } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import { adoptTask } from '../leases/adoptAttempts.js';
import { concludeAttempt } from '../results/concludeAttempt.js';
import type { KnownTask, ReceivedTask } from './KnownTask.js';

/**
 * Takes a task that came from Kafka. It may have come before, be under way, be done, or be running on a device since
 * before this dispatcher started; it is queued only when none of these holds.
 */
export function receiveTask(context: DispatchContext, received: ReceivedTask): void {
  const { message, position } = received;
  if (context.canceledJobs.has(message.jobId)) {
    context.offsets.settle(position);
    return;
  }
  const known = context.tasks.get(message.taskId);
  if (known !== undefined) {
    joinKnown(context, known, received);
    return;
  }
  const published = context.recent.repeat(message.taskId);
  if (published !== undefined) {
    void repeatResult(context, received, published);
    return;
  }
  takeUp(context, received);
}

/** Asked for twice, it still runs once: but what is asked for while a failure is being published may be the next try. */
function joinKnown(context: DispatchContext, known: KnownTask, received: ReceivedTask): void {
  if (known.state !== 'REPORTED') {
    known.positions.push(received.position);
    return;
  }
  if (known.again !== null) context.offsets.settle(known.again.position);
  known.again = received;
}

async function repeatResult(
  context: DispatchContext,
  received: ReceivedTask,
  event: AttemptEvent,
): Promise<void> {
  const { position, message } = received;
  if ((await context.publisher.publish(event, message.traceparent)) === 'PUBLISHED')
    context.offsets.settle(position);
}

function takeUp(context: DispatchContext, received: ReceivedTask): void {
  const { taskId } = received.message;
  const task = context.tasks.add(received, context.now());
  const held = context.held.take(taskId);
  const claim = context.claims.take(taskId);
  if (held !== undefined) concludeAttempt(context, task, { ...held, complaint: null });
  else if (claim !== undefined) adoptTask(context, task, claim);
  else context.wake();
}
