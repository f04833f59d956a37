import type { TaskFailure } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import { failedEvent } from '../results/attemptEvents.js';
import { endAttempt } from '../results/endAttempt.js';
import type { ActiveLease } from './LeaseBook.js';

/** How a lease that is lost is told of. */
export const losses: Readonly<Record<'ABANDONED' | 'TIMED_OUT', TaskFailure>> = {
  ABANDONED: { code: 'LEASE_LOST', message: 'The device was not heard of any more.', fault: 'device' },
  TIMED_OUT: {
    code: 'RUNTIME_EXCEEDED',
    message: 'The device took longer than it may: see the placement for its deadline.',
    fault: 'device',
  },
};

/** Ends an attempt whose device was lost or took too long, and tells the device to stop, if it can hear. */
export function loseLease(
  context: DispatchContext,
  lease: ActiveLease,
  outcome: 'ABANDONED' | 'TIMED_OUT',
): void {
  const { attemptId, device, task } = lease;
  const { deviceId } = device;
  context.log.info({ taskId: task.message.taskId, attemptId, deviceId, outcome }, 'an attempt was lost');
  context.ended.set(attemptId, 'LOST');
  if (outcome === 'TIMED_OUT') {
    const { taskId } = task.message;
    context.timeouts.set(taskId, (context.timeouts.get(taskId) ?? 0) + 1);
  }
  context.devices.get(deviceId)?.connection?.send({ type: 'cancel', attemptIds: [attemptId] });
  const attempt = { attemptId, device, task: task.message };
  const event = failedEvent(attempt, { outcome, failure: losses[outcome] }, context.now());
  void endAttempt(context, task, { event, answer: false });
}
