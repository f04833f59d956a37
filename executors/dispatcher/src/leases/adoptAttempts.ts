import type { DeviceRecord } from '@ai-collective/contracts';
import type { Device } from '../devices/Device.js';
import type { DispatchContext } from '../DispatchContext.js';
import { leasedEvent } from '../results/attemptEvents.js';
import { whyNotHere } from '../rules/whyNotHere.js';
import type { KnownTask } from '../tasks/KnownTask.js';
import { grantLease } from './grantLease.js';

interface RunningAttempt {
  readonly attemptId: string;
  readonly taskId: string;
}

const adopted = { score: 0, reasons: ['the device was already running it when it came back'] };

/** A device has come back and says what it still runs. What somebody else runs, or nobody wants, it is told to stop. */
export function adoptAttempts(
  context: DispatchContext,
  device: Device,
  running: readonly RunningAttempt[],
): void {
  const unwanted = running
    .filter((attempt) => !adopt(context, device, attempt))
    .map(({ attemptId }) => attemptId);
  if (unwanted.length > 0) device.connection?.send({ type: 'cancel', attemptIds: unwanted });
}

function adopt(context: DispatchContext, device: Device, { attemptId, taskId }: RunningAttempt): boolean {
  const { deviceId } = device;
  const now = context.now();
  const lease = context.leases.get(attemptId);
  if (lease !== undefined) {
    lease.renewedAt = now;
    return lease.device.deviceId === deviceId;
  }
  if (context.ended.has(attemptId) || !context.wasLeased({ attemptId, taskId, deviceId })) return false;
  const task = context.tasks.get(taskId);
  if (task === undefined)
    return (
      !context.recent.has(taskId) &&
      context.claims.add({ attemptId, taskId, device: device.record, renewedAt: now })
    );
  return task.state === 'WAITING' && adoptTask(context, task, { attemptId, device: device.record });
}

/**
 * Makes a waiting task the lease of the attempt that is already under way. Tells whether it did: the device must
 * be one that may run it.
 */
export function adoptTask(
  context: DispatchContext,
  task: KnownTask,
  { attemptId, device }: { readonly attemptId: string; readonly device: DeviceRecord },
): boolean {
  const { message } = task;
  if (whyNotHere({ ...device, runners: [message.runner] }, message) !== null) return false;
  const { placement, leasedAt } = grantLease(context, task, { attemptId, device, placement: adopted });
  const event = leasedEvent({ attemptId, device, task: message }, placement, leasedAt);
  void context.publisher.publish(event, message.traceparent);
  return true;
}
