import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { totalOf } from '../../src/rules/jobState.js';
import { addCounts, countMoves } from '../../src/rules/movedCounts.js';
import { taskStates } from '../../src/rules/taskState.js';

const state = fc.constantFrom(...taskStates);
const counts = { QUEUED: 3, DISPATCHED: 2, VERIFYING: 1, SUCCEEDED: 1, FAILED: 0, CANCELED: 0 };

describe('countMoves', () => {
  it('takes from one state and gives to the other', () => {
    const moves = [
      { from: 'QUEUED', to: 'DISPATCHED' },
      { from: 'QUEUED', to: 'SUCCEEDED' },
      { from: 'DISPATCHED', to: 'FAILED' },
    ] as const;
    expect(countMoves(moves)).toEqual({
      QUEUED: -2,
      DISPATCHED: 0,
      VERIFYING: 0,
      SUCCEEDED: 1,
      FAILED: 1,
      CANCELED: 0,
    });
    expect(addCounts(counts, countMoves(moves))).toEqual({
      QUEUED: 1,
      DISPATCHED: 2,
      VERIFYING: 1,
      SUCCEEDED: 2,
      FAILED: 1,
      CANCELED: 0,
    });
  });

  it('never changes how many tasks there are', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ from: state, to: state })), (moves) => {
        expect(totalOf(addCounts(counts, countMoves(moves)))).toBe(totalOf(counts));
      }),
    );
  });
});
