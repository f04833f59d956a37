import type { Device } from '../devices/Device.js';
import type { DispatchContext } from '../DispatchContext.js';
import { leasedEvent } from '../results/attemptEvents.js';
import type { KnownTask } from '../tasks/KnownTask.js';

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
    return lease.deviceId === deviceId;
  }
  if (context.ended.has(attemptId)) return false;
  const task = context.tasks.get(taskId);
  if (task === undefined)
    return !context.recent.has(taskId) && context.claims.add({ attemptId, taskId, deviceId, renewedAt: now });
  if (task.state !== 'WAITING') return false;
  adoptTask(context, task, { attemptId, deviceId });
  return true;
}

/** Makes a waiting task the lease of the attempt that is already under way. */
export function adoptTask(
  context: DispatchContext,
  task: KnownTask,
  { attemptId, deviceId }: { readonly attemptId: string; readonly deviceId: string },
): void {
  const now = context.now();
  context.tasks.advance(task, 'LEASED', attemptId);
  context.leases.add({ attemptId, deviceId, task, placement: adopted, leasedAt: now, renewedAt: now });
  const event = leasedEvent({ attemptId, deviceId, task: task.message }, adopted, now);
  void context.publisher.publish(event, task.message.traceparent);
}
