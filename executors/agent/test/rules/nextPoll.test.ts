import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPoll, type PollOutcome } from '../../src/rules/nextPoll.js';

const refused = (error: string): PollOutcome => ({ kind: 'REFUSED', error });
const passing = ['authorization_pending', 'slow_down', 'temporarily_unavailable'];

describe('nextPoll', () => {
  it.each<[PollOutcome, number, number]>([
    [refused('authorization_pending'), 5, 5],
    [refused('slow_down'), 5, 10],
    [refused('slow_down'), 60, 65],
    [refused('temporarily_unavailable'), 5, 10],
    [{ kind: 'UNREACHABLE' }, 5, 10],
    [{ kind: 'UNREACHABLE' }, 40, 60],
    [{ kind: 'UNREACHABLE' }, 90, 90],
  ])('after %o every %i s asks again in %i s', (outcome, now, next) => {
    expect(nextPoll(now, outcome)).toEqual({ action: 'WAIT', intervalSeconds: next });
  });

  it.each([
    ['access_denied', 'DENIED'],
    ['expired_token', 'EXPIRED'],
    ['invalid_grant', 'FORGOTTEN'],
    ['invalid_client', 'REFUSED'],
    ['anything else', 'REFUSED'],
  ])('ends after %s', (error, because) => {
    expect(nextPoll(5, refused(error))).toEqual({ action: 'END', because });
  });

  it('never asks more often than it did, whatever it is told', () => {
    const outcome = fc.oneof(
      fc.constant<PollOutcome>({ kind: 'UNREACHABLE' }),
      fc.constantFrom(...passing).map(refused),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_600 }), fc.array(outcome), (first, outcomes) => {
        let interval = first;
        for (const each of outcomes) {
          const next = nextPoll(interval, each);
          if (next.action === 'END') throw new Error('it ended');
          expect(next.intervalSeconds).toBeGreaterThanOrEqual(interval);
          interval = next.intervalSeconds;
        }
      }),
    );
  });
});
