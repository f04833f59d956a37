/** How far a device is trusted with work after failures of its own. */
export interface DeviceQuota {
  /** Failures in a row. */
  readonly failures: number;
  /** Milliseconds since the epoch before which it gets nothing. */
  readonly restsUntil: number;
}

export const fullQuota: DeviceQuota = { failures: 0, restsUntil: 0 };

/** Places of a device that has done nothing yet, whatever it says of itself; each task done is one more. */
export const placesAtFirst = 16;

const firstRestMs = 500;
const longestRestMs = 60_000;

/** After a failure that was the device's fault it rests, twice as long each time in a row. */
export function quotaAfterFailure(quota: DeviceQuota, now: number): DeviceQuota {
  const restMs = Math.min(longestRestMs, firstRestMs * 2 ** Math.min(quota.failures, 20));
  return { failures: quota.failures + 1, restsUntil: now + restMs };
}

/** How many leases more it may get: none while it rests, one at a time until it succeeds again. */
export function placesWithinQuota(
  quota: DeviceQuota,
  places: { readonly free: number; readonly taken: number },
  now: number,
): number {
  if (now < quota.restsUntil) return 0;
  return quota.failures === 0 ? places.free : Math.min(places.free, Math.max(0, 1 - places.taken));
}
