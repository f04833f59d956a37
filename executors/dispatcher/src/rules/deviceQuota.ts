/** How far a device is trusted with work after failures of its own. */
export interface DeviceQuota {
  /** Failures in a row. */
  readonly failures: number;
  /** Milliseconds since the epoch of the last of them. */
  readonly failedAt: number;
  /** Milliseconds since the epoch before which it gets nothing. */
  readonly restsUntil: number;
}

export const fullQuota: DeviceQuota = { failures: 0, failedAt: 0, restsUntil: 0 };

/** Places of a device that has done nothing yet, whatever it says of itself; each task done is one more. */
export const placesAtFirst = 16;

const firstRestMs = 1_000;
const longestRestMs = 600_000;
const mostDoublings = 20;

/** A device without which a task would have none at all is tried again this long after its last failure. */
const soleRestMs = 1_000;

/** After a failure that was the device's fault it rests, twice as long each time in a row: 1 s … 10 min. */
export function quotaAfterFailure({ failures }: DeviceQuota, now: number): DeviceQuota {
  const restMs = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(failures, mostDoublings));
  return { failures: failures + 1, failedAt: now, restsUntil: now + restMs };
}

/** What is left of the rest of a device that is the only one for some task. */
export function quotaOfSoleDevice(quota: DeviceQuota): DeviceQuota {
  return { ...quota, restsUntil: Math.min(quota.restsUntil, quota.failedAt + soleRestMs) };
}

export function isResting({ restsUntil }: DeviceQuota, now: number): boolean {
  return now < restsUntil;
}

/** How many leases more it may get: none while it rests, one at a time until it succeeds again. */
export function placesWithinQuota(
  quota: DeviceQuota,
  places: { readonly free: number; readonly taken: number },
  now: number,
): number {
  if (isResting(quota, now)) return 0;
  return quota.failures === 0 ? places.free : Math.min(places.free, Math.max(0, 1 - places.taken));
}
