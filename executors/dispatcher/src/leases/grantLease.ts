import type { DeviceRecord, Placement } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import { attemptBounds } from '../rules/attemptBounds.js';
import type { KnownTask } from '../tasks/KnownTask.js';
import type { ActiveLease } from './LeaseBook.js';

export interface Grant {
  readonly attemptId: string;
  readonly device: DeviceRecord;
  readonly placement: Placement;
}

/** Puts a task into the hands of a device, until a deadline that follows from what such tasks took before. */
export function grantLease(context: DispatchContext, task: KnownTask, grant: Grant): ActiveLease {
  const { modelVersionId, runtimeLimitMs, taskId } = task.message;
  const device = context.devices.get(grant.device.deviceId);
  const now = context.now();
  const outlook = {
    p95Ms: context.runTimes.p95Ms(modelVersionId, device?.capabilities ?? null),
    timeouts: context.timeouts.get(taskId) ?? 0,
    cold: device?.warm.has(modelVersionId) !== true,
    runtimeLimitMs,
  };
  const bounds = attemptBounds(outlook, context.limits);
  const lease: ActiveLease = {
    ...grant,
    placement: { ...grant.placement, reasons: [...grant.placement.reasons, bounds.reason] },
    task,
    runtimeLimitMs: bounds.runtimeLimitMs,
    p95Ms: outlook.p95Ms,
    leasedAt: now,
    renewedAt: now,
    deadlineAt: now + bounds.deadlineMs,
    hedgeAt: bounds.hedgeMs === null ? null : now + bounds.hedgeMs,
  };
  context.tasks.advance(task, 'LEASED', grant.attemptId);
  context.leases.add(lease);
  return lease;
}
