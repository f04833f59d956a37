import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveBack, levelAt, take, type Bucket } from '../../../src/limits/rate/tokenBucket.js';

const rule = { capacity: 10, perMs: 0.01 };

describe('a token bucket', () => {
  it('is full before anybody draws, gives what it has and says when there is more', () => {
    const first = take(undefined, rule, { amount: 8, now: 1_000 });
    expect(first).toEqual({ ok: true, bucket: { level: 2, at: 1_000 } });
    if (!first.ok) return;
    expect(take(first.bucket, rule, { amount: 3, now: 1_000 })).toEqual({ ok: false, retryAfterMs: 100 });
    expect(take(first.bucket, rule, { amount: 3, now: 1_100 })).toMatchObject({ ok: true });
  });

  it('never gives more than it holds', () => {
    expect(take(undefined, rule, { amount: 11, now: 0 })).toEqual({ ok: false, retryAfterMs: Infinity });
    expect(levelAt({ level: 0, at: 0 }, rule, 1e12)).toBe(10);
  });

  it('is not filled by a clock that goes back, nor by a rule that became smaller', () => {
    expect(levelAt({ level: 3, at: 1_000 }, rule, 0)).toBe(3);
    expect(levelAt({ level: 10, at: 0 }, { capacity: 4, perMs: 1 }, 0)).toBe(4);
  });

  it('takes back what was not used, up to what it holds, and lends what was used beyond', () => {
    expect(giveBack({ level: 3, at: 0 }, rule, { amount: 5, now: 0 }).level).toBe(8);
    expect(giveBack({ level: 9, at: 0 }, rule, { amount: 5, now: 0 }).level).toBe(10);
    expect(giveBack({ level: 3, at: 0 }, rule, { amount: -5, now: 0 }).level).toBe(-2);
  });

  it('gives in any time at most what it holds and what flows in, and at the time it names', () => {
    const steps = fc.array(
      fc.record({ wait: fc.nat(2_000), amount: fc.double({ min: 0.1, max: 10, noNaN: true }) }),
    );
    fc.assert(
      fc.property(steps, (asked) => {
        let [now, given, bucket]: [number, number, Bucket | undefined] = [0, 0, undefined];
        for (const { wait, amount } of asked) {
          now += wait;
          const taking = take(bucket, rule, { amount, now });
          if (taking.ok) [bucket, given] = [taking.bucket, given + amount];
          else expect(take(bucket, rule, { amount, now: now + taking.retryAfterMs + 1e-6 }).ok).toBe(true);
        }
        expect(given).toBeLessThanOrEqual(rule.capacity + now * rule.perMs + 1e-6);
      }),
      { numRuns: 5_000 },
    );
  });
});
