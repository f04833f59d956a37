import type { AttemptEvent } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import type { ActiveLease } from '../leases/LeaseBook.js';
import type { KnownTask } from '../tasks/KnownTask.js';
import { failedEvent } from './attemptEvents.js';
import { endTask } from './endTask.js';

interface End {
  readonly event: AttemptEvent;
  /** Whether the device waits to hear that it may forget its report. */
  readonly answer: boolean;
}

/**
 * Ends an attempt. Its task ends with it, and any other attempt at it, except when a device failed by its own fault while
 * another one still runs the task: then only the attempt does, and what compute asks for next is under way already.
 */
export async function endAttempt(context: DispatchContext, task: KnownTask, end: End): Promise<void> {
  const { event } = end;
  const others = context.leases.othersOf(task, event.attemptId);
  if (others.length > 0 && event.type === 'failed' && event.failure.fault === 'device')
    return leaveToOther(context, task, end);
  const ended = endTask(context, task, end);
  // After the result, so that compute never asks for the run again in between.
  for (const other of others) relieve(context, task, other);
  return ended;
}

async function leaveToOther(
  context: DispatchContext,
  task: KnownTask,
  { event, answer }: End,
): Promise<void> {
  const { attemptId, deviceId } = event;
  if (task.attemptId === attemptId) task.attemptId = task.hedgeId;
  task.hedgeId = null;
  context.leases.remove(attemptId);
  if (!context.ended.has(attemptId)) context.ended.set(attemptId, 'CLOSED');
  const outcome = await context.publisher.publish(event, task.message.traceparent);
  if (answer && outcome === 'PUBLISHED')
    context.devices.get(deviceId)?.connection?.send({ type: 'settled', attemptIds: [attemptId] });
}

const overtaken = {
  code: 'OVERTAKEN',
  message: 'Another device had a result first.',
  fault: 'device',
} as const;

/** A device that runs what is done may stop: that is nobody's failure. */
function relieve(
  context: DispatchContext,
  { message }: KnownTask,
  { attemptId, device }: Pick<ActiveLease, 'attemptId' | 'device'>,
): void {
  context.leases.remove(attemptId);
  context.ended.set(attemptId, 'CLOSED');
  context.devices.get(device.deviceId)?.connection?.send({ type: 'cancel', attemptIds: [attemptId] });
  const end = { outcome: 'ABANDONED', failure: overtaken } as const;
  const event = failedEvent({ attemptId, device, task: message }, end, context.now());
  void context.publisher.publish(event, message.traceparent);
}
