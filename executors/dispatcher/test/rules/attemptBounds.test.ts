import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptBounds, type AttemptOutlook } from '../../src/rules/attemptBounds.js';

const limits = { shortestMs: 2_000, longestMs: 600_000, graceMs: 60_000 };
const usual: AttemptOutlook = {
  p95Ms: 1_000,
  timeouts: 0,
  cold: false,
  runtimeLimitMs: 3_600_000,
  jobLeftMs: null,
};

describe('attemptBounds', () => {
  it.each<[string, Partial<AttemptOutlook>, object]>([
    [
      '4 × p95, a hedge from 1.5 ×, killed after 24 ×',
      {},
      { deadlineMs: 4_000, hedgeMs: 1_500, runtimeLimitMs: 24_000 },
    ],
    ['2 s at least', { p95Ms: 3 }, { deadlineMs: 2_000, hedgeMs: 750, runtimeLimitMs: 12_000 }],
    [
      '10 min at most',
      { p95Ms: 200_000 },
      { deadlineMs: 600_000, hedgeMs: 225_000, runtimeLimitMs: 3_600_000 },
    ],
    ['but longer than such tasks take', { p95Ms: 800_000 }, { deadlineMs: 1_200_000 }],
    [
      'the time to load on top where it is needed',
      { cold: true },
      { deadlineMs: 64_000, runtimeLimitMs: 24_000 },
    ],
    ['hedged early enough for its job', { jobLeftMs: 3_200 }, { deadlineMs: 4_000, hedgeMs: 1_200 }],
    ['hedged at once when that is too late', { jobLeftMs: 1_900 }, { hedgeMs: 0 }],
    ['twice as long after each miss', { timeouts: 3 }, { deadlineMs: 32_000, runtimeLimitMs: 192_000 }],
    [
      'never longer than the task may run',
      { timeouts: 9, runtimeLimitMs: 60_000 },
      { deadlineMs: 120_000, runtimeLimitMs: 60_000 },
    ],
    [
      'all that when nothing is known',
      { p95Ms: null, runtimeLimitMs: 60_000 },
      { deadlineMs: 120_000, hedgeMs: null, runtimeLimitMs: 60_000 },
    ],
  ])('is %s', (_case, outlook, bounds) => {
    expect(attemptBounds({ ...usual, ...outlook }, limits)).toMatchObject(bounds);
  });

  it('says where the deadline comes from', () => {
    expect(attemptBounds({ ...usual, timeouts: 2, cold: true }, limits).reason).toBe(
      'deadline in 76 s: p95 of such runs on such devices is 1000 ms, longer after 2 missed before, and time to load the model',
    );
    expect(attemptBounds({ ...usual, p95Ms: null }, limits).reason).toMatch(/^deadline in 3660 s: too few/);
  });

  it('hedges before the deadline, kills after it, and never allows more than the task may have', () => {
    const outlooks = fc.record({
      p95Ms: fc.option(fc.double({ min: 0, max: 4_000_000, noNaN: true })),
      timeouts: fc.nat(1_000),
      cold: fc.boolean(),
      jobLeftMs: fc.option(fc.integer({ min: -10_000, max: 4_000_000 })),
      runtimeLimitMs: fc.integer({ min: 100, max: 3_600_000 }),
    });
    fc.assert(
      fc.property(outlooks, (outlook) => {
        const { deadlineMs, hedgeMs, runtimeLimitMs } = attemptBounds(outlook, limits);
        expect(deadlineMs).toBeLessThanOrEqual(outlook.runtimeLimitMs + limits.graceMs);
        expect(deadlineMs).toBeGreaterThanOrEqual(Math.min(limits.shortestMs, outlook.runtimeLimitMs));
        expect(hedgeMs ?? 0).toBeLessThan(deadlineMs);
        expect(runtimeLimitMs).toBeLessThanOrEqual(outlook.runtimeLimitMs);
        expect(Number.isInteger(runtimeLimitMs) && runtimeLimitMs > 0).toBe(true);
      }),
    );
  });
});
