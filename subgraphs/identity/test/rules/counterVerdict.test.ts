import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { counterVerdict } from '../../src/rules/counterVerdict.js';

const counter = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('counterVerdict', () => {
  it.each([
    [0, 0, 'NOT_COUNTED'],
    [0, 1, 'ADVANCED'],
    [5, 6, 'ADVANCED'],
    [5, 5, 'WENT_BACK'],
    [5, 0, 'WENT_BACK'],
  ] as const)('of %d and then %d is %s', (kept, received, verdict) => {
    expect(counterVerdict(kept, received)).toBe(verdict);
  });

  it('never accepts both of two authenticators that count from the same number', () => {
    fc.assert(
      fc.property(counter, counter, (kept, received) => {
        const first = counterVerdict(kept, received);
        if (first === 'ADVANCED') expect(counterVerdict(received, received)).toBe('WENT_BACK');
      }),
    );
  });
});
