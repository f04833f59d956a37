import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { goesFirst, urgencyOf } from '../../src/rules/urgency.js';

describe('urgencyOf', () => {
  it.each([
    [null, 0],
    [3_600_000, 0],
    [600_000, 0],
    [300_000, 10],
    [60_000, 18],
    [0, 20],
    [-5_000, 20],
  ])('with %s ms left is %i', (leftMs, points) => {
    expect(urgencyOf(leftMs)).toBeCloseTo(points);
  });

  it('never falls as the deadline comes near', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (leftMs, passed) => {
        expect(urgencyOf(leftMs - passed)).toBeGreaterThanOrEqual(urgencyOf(leftMs));
      }),
    );
  });
});

describe('goesFirst', () => {
  it.each([
    ['is due in an hour', { priority: 9, leftMs: 3_600_000 }, [0, false]],
    ['is due soon', { priority: 5, leftMs: 590_000 }, [5, true]],
    ['is due soon, against a far higher priority', { priority: 0, leftMs: 590_000 }, [9, false]],
    ['is due now', { priority: 0, leftMs: 0 }, [9, true]],
  ] as const)('of a task that %s', (_case, due, [priority, first]) => {
    expect(goesFirst(due, priority)).toBe(first);
  });
});
