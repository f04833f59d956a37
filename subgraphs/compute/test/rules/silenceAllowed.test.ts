import { describe, expect, it } from 'vitest';
import { silenceAllowed } from '../../src/rules/silenceAllowed.js';

describe('silenceAllowed', () => {
  it.each([
    ['QUEUED', 0, 120_000],
    ['QUEUED', 3, 960_000],
    ['DISPATCHED', 0, 180_000],
    ['QUEUED', 7, 15_360_000],
    ['QUEUED', 8, 15_360_000],
    ['QUEUED', 1_000_000, 15_360_000],
    ['DISPATCHED', 8, 15_420_000],
    ['SUCCEEDED', 0, null],
    ['FAILED', 0, null],
    ['CANCELED', 0, null],
  ] as const)('%s after %i resends: %s ms', (state, resends, expected) => {
    expect(silenceAllowed({ state, resends, runtimeLimitMs: 60_000 })).toBe(expected);
  });
});
