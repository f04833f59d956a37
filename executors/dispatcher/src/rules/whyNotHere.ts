import { liesIn, privacyClasses, type PrivacyClass } from '@ai-collective/contracts';
import type { DeviceOffer } from './DeviceOffer.js';
import type { TaskNeed } from './TaskNeed.js';

/** What of a device decides what it may run. */
export type DeviceRights = Pick<
  DeviceOffer,
  'fleetId' | 'communityId' | 'ownerId' | 'vouched' | 'region' | 'runners'
>;

/** What of a task decides who may run it. */
export type TaskDemands = Pick<
  TaskNeed,
  'fleetId' | 'communityId' | 'runner' | 'excludedOwners' | 'privacy' | 'regions'
>;

/** Why a device may not run a task, in words; null when it may. */
export function whyNotHere(device: DeviceRights, task: TaskDemands): string | null {
  if (device.fleetId !== task.fleetId) return 'the task belongs to another fleet';
  const secret = tooPrivate(device, task);
  if (secret !== null) return secret;
  if (!device.runners.includes(task.runner)) return `the device has no runner "${task.runner}"`;
  if (task.excludedOwners.includes(device.ownerId)) return 'a device of the same owner had the task before';
  return tooFar(device, task);
}

/** Fails closed: a class unknown here is for no device. */
function tooPrivate(device: DeviceRights, { privacy, communityId }: TaskDemands): string | null {
  if (!isPrivacyClass(privacy)) return `the privacy class "${privacy}" is not known here`;
  switch (privacy) {
    case 'PUBLIC':
      return null;
    case 'COMMUNITY':
      return ofCommunity(device, communityId);
    case 'TRUSTED':
      return (
        ofCommunity(device, communityId) ??
        (device.vouched ? null : 'the task is TRUSTED, and no operator vouches for the device')
      );
  }
}

function isPrivacyClass(name: string): name is PrivacyClass {
  return (privacyClasses as readonly string[]).includes(name);
}

function ofCommunity(device: DeviceRights, communityId: string): string | null {
  return device.communityId === communityId ? null : 'the task belongs to another community';
}

/** A device of which no operator said where it stands, stands nowhere. */
function tooFar({ region }: DeviceRights, { regions }: TaskDemands): string | null {
  if (regions === null) return null;
  const where = regions.length === 0 ? 'no region at all' : regions.join(', ');
  if (region === null)
    return `the task may only run in ${where}, and no operator said where the device stands`;
  if (regions.some((area) => liesIn(region, area))) return null;
  return `the task may only run in ${where}, and the device stands in ${region}`;
}
