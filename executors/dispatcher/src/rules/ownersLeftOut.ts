import type { TaskNeed } from './TaskNeed.js';
import { whyNotHere, type DeviceRights, type TaskDemands } from './whyNotHere.js';

/** A task that owners' devices failed at, which others may have instead. */
export interface ErredTask extends TaskDemands, Pick<TaskNeed, 'waitedMs'> {
  readonly erredOwners: readonly string[];
}

/** How long a task waits for somebody whose device has not failed at it, in milliseconds. */
export const patienceMs = 30_000;

/**
 * The owners whose devices may not have a task now: for good those who are excluded; and those whose devices failed at it, for as
 * long as somebody else's device is there that may, busy or not, and the task has not waited too long for it. A fleet of one
 * owner's tries again at once.
 */
export function ownersLeftOut(task: ErredTask, devices: Iterable<DeviceRights>): readonly string[] {
  const { excludedOwners, erredOwners, waitedMs } = task;
  if (erredOwners.length === 0 || waitedMs >= patienceMs) return excludedOwners;
  const leftOut = [...excludedOwners, ...erredOwners];
  for (const device of devices)
    if (whyNotHere(device, { ...task, excludedOwners: leftOut }) === null) return leftOut;
  return excludedOwners;
}
