import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { devicePoll } from '../../src/rules/devicePoll.js';

const at = (seconds: number) => new Date(seconds * 1000);
const pending = { state: 'PENDING', expiresAt: at(600), intervalSeconds: 5, polledAt: null } as const;

describe('devicePoll', () => {
  it.each([
    ['has the first poll wait', pending, 0, 'PENDING'],
    ['has a poll wait that comes after the interval', { ...pending, polledAt: at(10) }, 15, 'PENDING'],
    ['bears with a second of jitter', { ...pending, polledAt: at(10) }, 14, 'PENDING'],
    ['slows a poll down that comes sooner', { ...pending, polledAt: at(10) }, 13.9, 'SLOW_DOWN'],
    ['expires in the very instant', pending, 600, 'EXPIRED'],
    ['expires what nobody fetched in time', { ...pending, state: 'APPROVED' }, 600, 'EXPIRED'],
    ['tells of an approval at once', { ...pending, state: 'APPROVED', polledAt: at(10) }, 10.1, 'APPROVED'],
    ['tells of a denial, even late', { ...pending, state: 'DENIED' }, 700, 'DENIED'],
    ['gives nothing twice', { ...pending, state: 'REDEEMED' }, 20, 'REDEEMED'],
  ] as const)('%s', (...[, request, seconds, kind]) => {
    expect(devicePoll(request, at(seconds)).kind).toBe(kind);
  });

  it('grows the interval by five seconds each time, up to a minute', () => {
    const polled = { ...pending, polledAt: at(10) };
    expect(devicePoll(polled, at(11))).toEqual({ kind: 'SLOW_DOWN', intervalSeconds: 10 });
    expect(devicePoll({ ...polled, intervalSeconds: 58 }, at(11))).toEqual({
      kind: 'SLOW_DOWN',
      intervalSeconds: 60,
    });
  });

  it('lets in only what was approved, has not expired and was not fetched', () => {
    const state = fc.constantFrom('PENDING', 'APPROVED', 'DENIED', 'REDEEMED');
    const seconds = fc.integer({ min: 0, max: 1_200 });
    fc.assert(
      fc.property(state, seconds, fc.option(seconds), (...[known, now, polled]) => {
        const polledAt = polled === null ? null : at(polled);
        const { kind } = devicePoll({ ...pending, state: known, polledAt }, at(now));
        expect(kind === 'APPROVED').toBe(known === 'APPROVED' && now < 600);
      }),
    );
  });
});
