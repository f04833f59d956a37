import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgetAfterHedge, budgetAfterLease, firstBudget, hedgeReason } from '../../src/rules/hedging.js';

describe('hedge budget', () => {
  it('allows one second lease to begin with, and then one in twenty leases', () => {
    const spent = budgetAfterHedge(firstBudget);
    expect(spent).toBe(0);
    let budget = spent ?? NaN;
    for (let lease = 1; lease <= 20; lease += 1) {
      expect(budgetAfterHedge(budget)).toBeNull();
      budget = budgetAfterLease(budget);
    }
    expect(budgetAfterHedge(budget)).toBe(0);
  });

  it('never allows more than one and a twentieth of all leases', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 500 }), (steps) => {
        let budget = firstBudget;
        let [leases, hedges] = [0, 0];
        for (const isLease of steps) {
          const left = isLease ? budgetAfterLease(budget) : budgetAfterHedge(budget);
          if (left === null) continue;
          budget = left;
          if (isLease) leases += 1;
          else hedges += 1;
          expect(hedges).toBeLessThanOrEqual(1 + leases / 20);
        }
      }),
    );
  });
});

describe('hedgeReason', () => {
  it.each([
    [
      { elapsedMs: 1_600.4, p95Ms: 1_000, jobLeftMs: null },
      'hedge: another device has had it for 1600 ms; the p95 of such runs is 1000 ms',
    ],
    [
      { elapsedMs: 10, p95Ms: null, jobLeftMs: 700 },
      'hedge: another device has had it for 10 ms, its job is due in 700 ms',
    ],
  ])('of %j says "%s"', (times, reason) => {
    expect(hedgeReason(times)).toBe(reason);
  });
});
