import type { DispatchContext } from '../DispatchContext.js';
import type { KnownTask } from './KnownTask.js';

/** Lets go of every task of a job. Nothing is published: compute has marked them canceled already. */
export function cancelJob(context: DispatchContext, jobId: string): void {
  context.canceledJobs.set(jobId, true);
  for (const task of context.tasks.ofJob(jobId)) {
    if (task.again !== null) context.offsets.settle(task.again.position);
    task.again = null;
    if (task.state !== 'REPORTED') drop(context, task);
  }
  context.wake();
}

function drop(context: DispatchContext, task: KnownTask): void {
  const lease = task.attemptId === null ? undefined : context.leases.get(task.attemptId);
  context.tasks.remove(task);
  for (const position of task.positions) context.offsets.settle(position);
  if (lease === undefined) return;
  context.leases.remove(lease.attemptId);
  context.ended.set(lease.attemptId, 'CLOSED');
  const connection = context.devices.get(lease.device.deviceId)?.connection;
  connection?.send({ type: 'cancel', attemptIds: [lease.attemptId] });
}
