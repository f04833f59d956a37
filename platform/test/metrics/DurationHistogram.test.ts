import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationHistogram, durationBoundsMs } from '../../src/metrics/DurationHistogram.js';

describe('a histogram of durations', () => {
  it.each([
    [0, 0],
    [1, 0],
    [1.001, 1],
    [5, 2],
    [10_000, 12],
    [10_000.1, 13],
    [Infinity, 13],
  ])('puts %d ms into bucket %d', (ms, bucket) => {
    const histogram = new DurationHistogram();
    histogram.add(ms);
    expect(histogram.counts.indexOf(1)).toBe(bucket);
  });

  it('holds in the buckets up to a bound as many as were not longer than it', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 20_000, noNaN: true })), (durations) => {
        const histogram = new DurationHistogram();
        for (const ms of durations) histogram.add(ms);
        durationBoundsMs.forEach((bound, index) => {
          const upTo = histogram.counts.slice(0, index + 1).reduce((sum, count) => sum + count, 0);
          expect(upTo).toBe(durations.filter((ms) => ms <= bound).length);
        });
        expect(histogram.count).toBe(durations.length);
      }),
    );
  });
});
