import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFinished, jobProgress, jobState, totalOf, type TaskCounts } from '../../src/rules/jobState.js';

const counts = (given: Partial<TaskCounts>): TaskCounts => ({
  QUEUED: 0,
  DISPATCHED: 0,
  VERIFYING: 0,
  SUCCEEDED: 0,
  FAILED: 0,
  CANCELED: 0,
  ...given,
});

describe('jobState', () => {
  it.each([
    [counts({ QUEUED: 2 }), 'QUEUED'],
    [counts({ QUEUED: 1, DISPATCHED: 1 }), 'RUNNING'],
    [counts({ VERIFYING: 1 }), 'RUNNING'],
    [counts({ QUEUED: 1, SUCCEEDED: 1 }), 'RUNNING'],
    [counts({ QUEUED: 1, FAILED: 1 }), 'RUNNING'],
    [counts({ SUCCEEDED: 2 }), 'SUCCEEDED'],
    [counts({ FAILED: 2 }), 'FAILED'],
    [counts({ SUCCEEDED: 1, FAILED: 1 }), 'PARTIALLY_FAILED'],
    [counts({ SUCCEEDED: 1, FAILED: 1, CANCELED: 1 }), 'CANCELED'],
  ] as const)('of %j is %s', (given, state) => {
    expect(jobState(given)).toBe(state);
  });

  it('of a chain is RUNNING once items have come past a step, though all wait', () => {
    expect(jobState(counts({ QUEUED: 2 }), 1)).toBe('RUNNING');
    expect(jobState(counts({ SUCCEEDED: 2 }), 2)).toBe('SUCCEEDED');
  });

  const anyCounts = fc.record({
    QUEUED: fc.nat(9),
    DISPATCHED: fc.nat(9),
    VERIFYING: fc.nat(9),
    SUCCEEDED: fc.nat(9),
    FAILED: fc.nat(9),
    CANCELED: fc.nat(9),
  });

  it('is unfinished exactly while tasks are, and progress says the same', () => {
    fc.assert(
      fc.property(anyCounts, (given) => {
        expect(['QUEUED', 'RUNNING'].includes(jobState(given))).toBe(!isFinished(given));
        expect(jobProgress(given) === 1).toBe(isFinished(given));
        expect(jobProgress(given) * totalOf(given)).toBeCloseTo(
          given.SUCCEEDED + given.FAILED + given.CANCELED * (totalOf(given) > 0 ? 1 : 0),
        );
      }),
    );
  });
});
