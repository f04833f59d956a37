import type { DeviceOffer } from './DeviceOffer.js';
import type { TaskNeed } from './TaskNeed.js';
import { whyNotHere } from './whyNotHere.js';

type Able = Pick<DeviceOffer, 'fleetId' | 'communityId' | 'ownerId' | 'runners'>;

/** A device that rests after failures. */
export interface RestingDevice extends Able {
  readonly deviceId: string;
  /** Milliseconds since the epoch. */
  readonly restsUntil: number;
}

/**
 * Which resting devices are to be tried before their time: for each task that no device in good standing may run, busy or
 * not, the one whose rest ends first.
 */
export function devicesToProbe(
  waiting: readonly Pick<TaskNeed, 'fleetId' | 'communityId' | 'runner' | 'excludedOwners'>[],
  { able, resting }: { readonly able: readonly Able[]; readonly resting: readonly RestingDevice[] },
): ReadonlySet<string> {
  const chosen = new Set<string>();
  for (const task of waiting) {
    if (able.some((device) => whyNotHere(device, task) === null)) continue;
    const [first, ...others] = resting.filter((device) => whyNotHere(device, task) === null);
    if (first === undefined) continue;
    chosen.add(
      others.reduce((least, each) => (each.restsUntil < least.restsUntil ? each : least), first).deviceId,
    );
  }
  return chosen;
}
