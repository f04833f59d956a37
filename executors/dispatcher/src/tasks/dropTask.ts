import type { DispatchContext } from '../DispatchContext.js';
import type { KnownTask } from './KnownTask.js';

/** Lets go of a task that nobody wants any more, unless its end is being published. Nothing is published of it. */
export function dropTask(context: DispatchContext, task: KnownTask): void {
  if (task.again !== null) context.offsets.settle(task.again.position);
  task.again = null;
  if (task.state === 'REPORTED') return;
  const { attemptId, hedgeId } = task;
  context.tasks.remove(task);
  for (const position of task.positions) context.offsets.settle(position);
  for (const id of [attemptId, hedgeId]) if (id !== null) stop(context, id);
}

function stop(context: DispatchContext, attemptId: string): void {
  const lease = context.leases.get(attemptId);
  if (lease === undefined) return;
  context.leases.remove(attemptId);
  context.ended.set(attemptId, 'CLOSED');
  const connection = context.devices.get(lease.device.deviceId)?.connection;
  connection?.send({ type: 'cancel', attemptIds: [attemptId] });
}
