import { describe, expect, it } from 'vitest';
import { fullQuota, placesWithinQuota, quotaAfterFailure } from '../../src/rules/deviceQuota.js';

describe('device quota', () => {
  it('leaves a device that does not fail all its places', () => {
    expect(placesWithinQuota(fullQuota, { free: 4, taken: 2 }, 1_000)).toBe(4);
  });

  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [30, 60_000],
  ])('makes it rest after %i failures in a row for %i ms', (failures, restMs) => {
    let quota = fullQuota;
    for (let failure = 0; failure < failures; failure += 1) quota = quotaAfterFailure(quota, 10_000);
    expect(placesWithinQuota(quota, { free: 4, taken: 0 }, 10_000 + restMs - 1)).toBe(0);
    expect(placesWithinQuota(quota, { free: 4, taken: 0 }, 10_000 + restMs)).toBe(1);
  });

  it('gives it one lease at a time after its rest', () => {
    const quota = quotaAfterFailure(fullQuota, 0);
    expect(placesWithinQuota(quota, { free: 4, taken: 1 }, 5_000)).toBe(0);
  });
});
