import type { AttemptEvent } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import { adoptTask } from '../leases/adoptAttempts.js';
import { concludeAttempt } from '../results/concludeAttempt.js';
import { whyNotHere } from '../rules/whyNotHere.js';
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

/** A result or an attempt from before a restart counts only when its device is one that may run the task. */
function takeUp(context: DispatchContext, received: ReceivedTask): void {
  const { message } = received;
  const task = context.tasks.add(received, context.now());
  const held = context.held.take(message.taskId);
  const claim = context.claims.take(message.taskId);
  if (held !== undefined && whyNotHere({ ...held.device, runners: [message.runner] }, message) === null) {
    concludeAttempt(context, task, { device: held.device, result: held.result, complaint: null });
  } else if (claim === undefined || !adoptTask(context, task, claim)) {
    context.wake();
  }
}
