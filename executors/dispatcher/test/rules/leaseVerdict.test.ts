import { describe, expect, it } from 'vitest';
import { leaseVerdict } from '../../src/rules/leaseVerdict.js';

describe('leaseVerdict', () => {
  it.each([
    ['goes on while it is renewed', { renewedAt: 9_000 }, [14_000, 'GOES_ON']],
    ['is lost without a heartbeat', { renewedAt: 9_000 }, [14_001, 'ABANDONED']],
    ['may use all its time', { renewedAt: 21_000 }, [21_000, 'GOES_ON']],
    ['ends when it takes longer, whatever heartbeats say', { renewedAt: 21_001 }, [21_001, 'TIMED_OUT']],
  ] as const)('a lease %s', (_case, times, [now, verdict]) => {
    expect(leaseVerdict({ ...times, deadlineAt: 21_000 }, 5_000, now)).toBe(verdict);
  });
});
