import type { DeviceOffer } from './DeviceOffer.js';
import type { TaskNeed } from './TaskNeed.js';

/** Why a device may not run a task, in words; null when it may. */
export function whyNotHere(
  device: Pick<DeviceOffer, 'fleetId' | 'communityId' | 'ownerId' | 'runners'>,
  task: Pick<TaskNeed, 'fleetId' | 'communityId' | 'runner' | 'excludedOwners'>,
): string | null {
  if (device.fleetId !== task.fleetId) return 'the task belongs to another fleet';
  if (device.communityId !== task.communityId) return 'the task belongs to another community';
  if (!device.runners.includes(task.runner)) return `the device has no runner "${task.runner}"`;
  if (task.excludedOwners.includes(device.ownerId)) return 'a device of the same owner had the task before';
  return null;
}
