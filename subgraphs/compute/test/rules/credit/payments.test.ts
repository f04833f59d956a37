import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grantBudget } from '../../../src/rules/credit/grantBudget.js';
import { planPayments, type DueAttempt, type Terms } from '../../../src/rules/credit/planPayments.js';
import { splitAmount } from '../../../src/rules/credit/splitAmount.js';
import { takeBack } from '../../../src/rules/credit/takeBack.js';

const terms: Terms = {
  price: 1_000n,
  deadlineMs: 4_000,
  mostBonus: 2_000,
  ownerShare: 80,
  publisherShare: 10,
  communityShare: 10,
};
const due = (attemptId: string, more: Partial<DueAttempt> = {}): DueAttempt => ({
  attemptId,
  jobId: 'job',
  terms,
  ownerId: 'per_owner',
  elapsedMs: null,
  ...more,
});
const amountsOf = (attempts: readonly DueAttempt[], left: bigint, changed: Partial<Terms> = {}) =>
  planPayments(
    attempts.map((each) => ({ ...each, terms: { ...terms, ...changed } })),
    new Map([['job', left]]),
  ).map(({ ownerAmount, publisherAmount, communityAmount }) => [
    ownerAmount,
    publisherAmount,
    communityAmount,
  ]);

const weights = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 5 });
const amount = fc.bigInt({ min: 0n, max: 10n ** 17n });

describe('splitAmount', () => {
  it.each<[bigint, number[], bigint[]]>([
    [100n, [80, 10, 10], [80n, 10n, 10n]],
    [99n, [80, 10, 10], [79n, 10n, 10n]],
    [1n, [1, 1, 1], [1n, 0n, 0n]],
    [2n, [1, 1, 1], [1n, 1n, 0n]],
    [5n, [0, 0, 0], [5n, 0n, 0n]],
    [5n, [0, 1, 0], [0n, 5n, 0n]],
    [0n, [80, 10, 10], [0n, 0n, 0n]],
  ])('splits whole amounts: case %#', (whole, by, parts) => {
    expect(splitAmount(whole, by)).toEqual(parts);
  });

  it('loses nothing, and gives nobody more than one beyond their proportion', () => {
    fc.assert(
      fc.property(amount, weights, (whole, by) => {
        const parts = splitAmount(whole, by);
        const total = BigInt(by.reduce((sum, weight) => sum + weight, 0));
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole);
        if (total > 0n)
          parts.forEach((part, index) => {
            const exact = whole * BigInt(by[index] ?? 0);
            expect(part * total).toBeGreaterThan(exact - total);
            expect(part * total).toBeLessThan(exact + total);
          });
      }),
    );
  });
});

describe('planPayments', () => {
  it('pays the price, with the bonus where the time is known', () => {
    expect(amountsOf([due('a'), due('b', { elapsedMs: 1_000 })], 10_000n)).toEqual([
      [800n, 100n, 100n],
      [1_386n, 173n, 173n],
    ]);
  });

  it('pays no more than the job holds, and nothing when that is spent', () => {
    expect(amountsOf([due('a'), due('b'), due('c')], 1_500n)).toEqual([
      [800n, 100n, 100n],
      [400n, 50n, 50n],
      [0n, 0n, 0n],
    ]);
  });

  it("gives the community the owner's share of a device that nobody is known for", () => {
    expect(amountsOf([due('a', { ownerId: null })], 1_000n)).toEqual([[0n, 100n, 900n]]);
  });

  it('leaves out attempts of jobs that hold nothing', () => {
    expect(planPayments([due('a', { jobId: 'older' })], new Map())).toEqual([]);
  });

  it('never pays more than there is, whatever comes', () => {
    const attempts = fc.array(fc.option(fc.integer({ min: -10, max: 10_000 })), { maxLength: 20 });
    fc.assert(
      fc.property(attempts, amount, fc.bigInt({ min: 1n, max: 10n ** 10n }), (times, left, price) => {
        const paid = amountsOf(
          times.map((elapsedMs, index) => due(String(index), { elapsedMs })),
          left,
          { price },
        ).flat();
        expect(paid.every((part) => part >= 0n)).toBe(true);
        expect(paid.reduce((sum, part) => sum + part, 0n) <= left).toBe(true);
      }),
    );
  });
});

describe('takeBack', () => {
  it('takes what is there, and books the rest as a debt', () => {
    expect(takeBack(5n, 9n)).toEqual({ fromBalance: 5n, asDebt: 0n });
    expect(takeBack(9n, 5n)).toEqual({ fromBalance: 5n, asDebt: 4n });
    expect(takeBack(9n, 0n)).toEqual({ fromBalance: 0n, asDebt: 9n });
  });
});

describe('grantBudget', () => {
  it.each([
    ['issues it', { community: null, granted: 0n, treasury: 0n }, [100n, 0n, 100n]],
    ['gives what was earned first', { community: null, granted: 0n, treasury: 30n }, [100n, 30n, 70n]],
    [
      'takes no more of it than is needed',
      { community: null, granted: 0n, treasury: 300n },
      [100n, 100n, 0n],
    ],
    ['keeps to what is left', { community: 150n, granted: 90n, treasury: 10n }, [60n, 10n, 50n]],
    ['gives nothing when nothing is left', { community: 150n, granted: 200n, treasury: 10n }, [0n, 0n, 0n]],
  ])('%s', (_what, budget, [amount_, fromTreasury, issued]) => {
    expect(grantBudget({ member: 100n, ...budget })).toEqual({ amount: amount_, fromTreasury, issued });
  });
});
