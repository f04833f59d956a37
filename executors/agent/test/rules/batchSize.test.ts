import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterBatch,
  type BatchHistory,
  largestBatch,
  nextBatchSize,
  noBatches,
} from '../../src/rules/batchSize.js';

/** What is known, and the sizes that were chosen, after runs on a device that takes `costOf(size)` milliseconds. */
function learn(costOf: (size: number, run: number) => number, runs: number, known = noBatches) {
  let history: BatchHistory = known;
  const chosen: number[] = [];
  for (let run = 0; run < runs; run++) {
    const size = nextBatchSize(history, largestBatch);
    chosen.push(size);
    history = afterBatch(history, { size, processorMs: costOf(size, run) });
  }
  return { history, chosen };
}

const tasks = (chosen: readonly number[]): number => chosen.reduce((sum, size) => sum + size, 0);

describe('nextBatchSize', () => {
  it.each<[string, (size: number) => number, number]>([
    ['all that is possible where a batch costs as much as one', () => 10, 16],
    ['one where nothing is gained', (size) => 10 * size ** 1.2, 1],
    ['the best in between', (size) => (size <= 4 ? 10 : 10 * size), 4],
    ['the larger where the gain is small but there', (size) => 10 + 9 * size, 16],
  ])('finds %s', (_, costOf, best) => {
    const { history } = learn(costOf, 30);
    expect(nextBatchSize(history, 16)).toBe(best);
  });

  it('begins with one at a time, and does not let the first, slow run of a size decide', () => {
    const { chosen } = learn((size, run) => (run % 3 === 0 ? 500 : 10) * Math.sqrt(size), 15);
    expect(chosen).toEqual([1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8, 8, 16, 16, 16]);
  });

  it('does not try a size again at once that broke the process', () => {
    const { chosen } = learn((size) => (size === 4 ? Infinity : 10), 20);
    expect(chosen.filter((size) => size === 4)).toHaveLength(1);
    expect(chosen.at(-1)).toBe(2);
  });

  it('measures other sizes now and then, and follows a device that changes', () => {
    const before = learn((size) => 10 * size ** 1.5, 64);
    expect(before.chosen.at(-1)).toBe(1);
    const { chosen } = learn(() => 10, 2_000, before.history);
    expect(chosen.at(-1)).toBeGreaterThan(1);
  });

  it('is a power of two, at most as many as wait, whatever was measured', () => {
    const runs = fc.array(fc.tuple(fc.nat(5), fc.double({ min: 0, max: 1e6, noNaN: true })), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 1_000 }), (measured, waiting) => {
        const history = measured.reduce(
          (known, [power, processorMs]) => afterBatch(known, { size: 2 ** power, processorMs }),
          noBatches,
        );
        const size = nextBatchSize(history, waiting);
        expect([1, 2, 4, 8, 16, 32]).toContain(size);
        expect(size).toBeLessThanOrEqual(Math.min(waiting, largestBatch));
      }),
    );
  });

  it('is never slower than 0.95 times one by one over a while, whatever a batch costs', () => {
    const costs = fc.array(fc.double({ min: 0.2, max: 40, noNaN: true }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(costs, (factors) => {
        const costOf = (size: number): number => (size === 1 ? 10 : 10 * (factors[Math.log2(size) - 1] ?? 1));
        const learnt = learn(costOf, 100).history;
        const { chosen } = learn(costOf, 3_000, learnt);
        const time = chosen.reduce((sum, size) => sum + costOf(size), 0);
        expect(tasks(chosen) / time).toBeGreaterThanOrEqual(0.95 / 10);
      }),
      { numRuns: 30 },
    );
  });
});
