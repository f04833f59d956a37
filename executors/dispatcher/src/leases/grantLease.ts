import type { DeviceRecord, Placement } from '@ai-collective/contracts';
import type { DispatchContext } from '../DispatchContext.js';
import { attemptBounds } from '../rules/attemptBounds.js';
import { budgetAfterLease, firstBudget } from '../rules/hedging.js';
import { dueAtOf, type KnownTask } from '../tasks/KnownTask.js';
import type { ActiveLease } from './LeaseBook.js';

export interface Grant {
  readonly attemptId: string;
  readonly device: DeviceRecord;
  readonly placement: Placement;
  /** Whether the run stays with the device that has it as well. */
  readonly hedges?: boolean;
}

/** Puts a task into the hands of a device, until a deadline that follows from what such tasks took before. */
export function grantLease(
  context: DispatchContext,
  task: KnownTask,
  { hedges = false, ...grant }: Grant,
): ActiveLease {
  const { modelVersionId, runtimeLimitMs, taskId } = task.message;
  const device = context.devices.get(grant.device.deviceId);
  const now = context.now();
  const dueAt = dueAtOf(task);
  const outlook = {
    p95Ms: context.runTimes.p95Ms(modelVersionId, device?.capabilities ?? null),
    timeouts: context.timeouts.get(taskId) ?? 0,
    cold: device?.warm.has(modelVersionId) !== true,
    runtimeLimitMs,
    jobLeftMs: dueAt === null ? null : dueAt - now,
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
    hedgeAt: bounds.hedgeMs === null || hedges ? null : now + bounds.hedgeMs,
  };
  if (hedges) task.hedgeId = grant.attemptId;
  else noteFirst(context, task, grant.attemptId);
  context.leases.add(lease);
  context.counts.leases += 1;
  return lease;
}

function noteFirst(context: DispatchContext, task: KnownTask, attemptId: string): void {
  const { fleetId } = task.message;
  context.tasks.advance(task, 'LEASED', attemptId);
  context.hedgeBudgets.set(fleetId, budgetAfterLease(context.hedgeBudgets.get(fleetId) ?? firstBudget));
}
