import { whyNotHere, type DeviceRights, type TaskDemands } from './whyNotHere.js';

/** A device that rests after failures. */
export interface RestingDevice extends DeviceRights {
  readonly deviceId: string;
  /** Milliseconds since the epoch. */
  readonly restsUntil: number;
}

/**
 * Which resting devices are to be tried before their time: for each task that no device in good standing may run, busy or
 * not, the one whose rest ends first.
 */
export function devicesToProbe(
  waiting: readonly TaskDemands[],
  { able, resting }: { readonly able: readonly DeviceRights[]; readonly resting: readonly RestingDevice[] },
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
