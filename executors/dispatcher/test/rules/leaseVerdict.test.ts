import { describe, expect, it } from 'vitest';
import { leaseVerdict } from '../../src/rules/leaseVerdict.js';

const limits = { leaseMs: 5_000, graceMs: 1_000 };

describe('leaseVerdict', () => {
  it.each([
    ['goes on while it is renewed', { leasedAt: 0, renewedAt: 9_000 }, [14_000, 'GOES_ON']],
    ['is lost without a heartbeat', { leasedAt: 0, renewedAt: 9_000 }, [14_001, 'ABANDONED']],
    ['may use its runtime and the grace', { leasedAt: 0, renewedAt: 21_000 }, [21_000, 'GOES_ON']],
    ['ends when it takes longer', { leasedAt: 0, renewedAt: 21_001 }, [21_001, 'TIMED_OUT']],
  ] as const)('a lease %s', (_case, times, [now, verdict]) => {
    expect(leaseVerdict({ ...times, runtimeLimitMs: 20_000 }, limits, now)).toBe(verdict);
  });
});
