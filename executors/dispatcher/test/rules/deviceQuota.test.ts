import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fullQuota,
  isResting,
  placesWithinQuota,
  quotaAfterFailure,
  quotaOfSoleDevice,
} from '../../src/rules/deviceQuota.js';

const after = (failures: number, at: number) =>
  Array.from({ length: failures }).reduce(
    (quota: typeof fullQuota) => quotaAfterFailure(quota, at),
    fullQuota,
  );

describe('device quota', () => {
  it('leaves a device that does not fail all its places', () => {
    expect(placesWithinQuota(fullQuota, { free: 4, taken: 2 }, 1_000)).toBe(4);
  });

  it.each([
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [10, 512_000],
    [11, 600_000],
    [30, 600_000],
  ])('makes it rest after %i failures in a row for %i ms', (failures, restMs) => {
    const quota = after(failures, 10_000);
    expect(placesWithinQuota(quota, { free: 4, taken: 0 }, 10_000 + restMs - 1)).toBe(0);
    expect(placesWithinQuota(quota, { free: 4, taken: 0 }, 10_000 + restMs)).toBe(1);
  });

  it('gives it one lease at a time after its rest', () => {
    const quota = quotaAfterFailure(fullQuota, 0);
    expect(placesWithinQuota(quota, { free: 4, taken: 1 }, 5_000)).toBe(0);
  });

  it('lets the only device for a task rest for a second, never longer than it would have', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.nat(1_000_000), (failures, at) => {
        const quota = after(failures, at);
        const sole = quotaOfSoleDevice(quota);
        expect(isResting(sole, at + 1_000)).toBe(false);
        expect(sole.restsUntil).toBeLessThanOrEqual(quota.restsUntil);
        expect(placesWithinQuota(sole, { free: 4, taken: 0 }, at + 1_000)).toBe(failures === 0 ? 4 : 1);
      }),
    );
  });
});
