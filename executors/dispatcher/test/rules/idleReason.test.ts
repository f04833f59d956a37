import { describe, expect, it } from 'vitest';
import { fullQuota } from '../../src/rules/deviceQuota.js';
import { idleReason, type DeviceSituation } from '../../src/rules/idleReason.js';

const ready: DeviceSituation = {
  connected: true,
  announced: true,
  suspended: null,
  paused: null,
  freePlaces: 1,
  taken: 0,
  quota: fullQuota,
  refusals: [],
  waiting: 1,
  halted: null,
};

describe('idleReason', () => {
  it.each<[Partial<DeviceSituation>, string | null]>([
    [{ taken: 1, freePlaces: 0 }, null],
    [{ connected: false }, 'not connected'],
    [{ announced: false }, 'has not said what it can do yet'],
    [{ paused: 'paused: on battery' }, 'paused: on battery'],
    [
      { quota: { failures: 3, failedAt: 0, restsUntil: 3_000 } },
      'resting 2 s after 3 failures in a row, then tried with one lease',
    ],
    [
      { suspended: 'suspended: too many of its results were wrong' },
      'suspended: too many of its results were wrong',
    ],
    [{ freePlaces: 0 }, 'offers no free place'],
    [{ halted: 'the dispatcher is shutting down' }, 'the dispatcher is shutting down'],
    [{ waiting: 0 }, 'no task is waiting in its fleet'],
    [{ refusals: ['too far'] }, 'no waiting task is one it may run: too far'],
    [
      { waiting: 3, refusals: ['too far', 'too secret', 'too secret'] },
      'no waiting task is one it may run: too secret (2 of 3); too far (1 of 3)',
    ],
    [{ waiting: 2, refusals: ['too far'] }, 'about to get a task'],
    [{}, 'about to get a task'],
  ])('of %j is "%s"', (situation, reason) => {
    expect(idleReason({ ...ready, ...situation }, 1_000)).toBe(reason);
  });
});
