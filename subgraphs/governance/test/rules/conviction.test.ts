import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convictionAt, convictionNeeded, type Conviction } from '../../src/rules/conviction.js';

const none: Conviction = { level: 0n, support: 0, at: 0 };
const inVotes = (level: bigint) => Number(level) / 2 ** 32;

describe('conviction', () => {
  it('grows towards what its support can come to, half of the way in a half-life', () => {
    const a = 2 ** (-1 / 24);
    const most = 100 / (1 - a);
    const growing = { ...none, support: 100 };
    expect(inVotes(convictionAt(growing, 24, 24).level)).toBeCloseTo(most / 2, 3);
    expect(inVotes(convictionAt(growing, 24, 48).level)).toBeCloseTo((most * 3) / 4, 3);
    expect(inVotes(convictionAt(growing, 24, 10_000).level)).toBeCloseTo(most, 3);
  });

  it('halves in a half-life once nobody supports it', () => {
    const left = { level: 1_000n << 32n, support: 0, at: 5 };
    expect(inVotes(convictionAt(left, 24, 29).level)).toBeCloseTo(500, 5);
    expect(convictionAt(left, 24, 5)).toEqual(left);
  });

  it('is the sum that the recurrence comes to, step by step', () => {
    const a = 2 ** (-1 / 7);
    let [level, conviction] = [0, { ...none, support: 3 }];
    for (let step = 1; step <= 50; step += 1) {
      level = a * level + 3;
      conviction = convictionAt(conviction, 7, step);
      expect(inVotes(conviction.level)).toBeCloseTo(level, 5);
    }
  });

  it('hardly differs however often it is brought up to date', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(1_000_000),
        fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20 }),
        (halfLife, support, steps) => {
          const end = steps.reduce((sum, step) => sum + step, 0);
          const start = { ...none, support };
          const often = steps.reduce<Conviction>(
            (before, step) => convictionAt(before, halfLife, before.at + step),
            start,
          );
          const once = convictionAt(start, halfLife, end);
          expect(Math.abs(inVotes(often.level - once.level))).toBeLessThan(1e-6);
        },
      ),
    );
  });
});

describe('the conviction that is needed', () => {
  const terms = { halfLife: 24, available: 1_000, mostShare: 2_000, steepness: 250, supply: 500 };

  it('is what the formula says', () => {
    const a = 2 ** (-1 / 24);
    for (const requested of [0, 10, 100, 150, 199]) {
      const needed = (0.025 * 500) / ((1 - a) * (0.2 - requested / 1_000) ** 2);
      const found = convictionNeeded({ ...terms, requested });
      expect(found).not.toBeNull();
      expect(inVotes(found ?? 0n) / needed).toBeCloseTo(1, 9);
    }
  });

  it('is more than there can be where more is asked for than anybody can have', () => {
    expect(convictionNeeded({ ...terms, requested: 200 })).toBeNull();
    expect(convictionNeeded({ ...terms, requested: 5_000 })).toBeNull();
  });

  it('grows with what is asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 198 }), (requested) => {
        const [less, more] = [requested, requested + 1].map((each) =>
          convictionNeeded({ ...terms, requested: each }),
        );
        expect((more ?? 0n) > (less ?? 0n)).toBe(true);
      }),
    );
  });
});
