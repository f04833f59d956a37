import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refreshTokenExpiry, refreshVerdict } from '../../src/rules/refreshVerdict.js';

const at = (seconds: number) => new Date(seconds * 1000);
const now = at(1_000);

describe('refreshVerdict', () => {
  it.each([
    ['trades a fresh token of an open session', { token: 2_000, used: null, session: 3_000 }, 'ROTATE'],
    ['notices a second use', { token: 2_000, used: 999, session: 3_000 }, 'REUSED'],
    [
      'notices a second use after the token has expired, too',
      { token: 900, used: 500, session: 3_000 },
      'REUSED',
    ],
    ['refuses a token from the instant it expires', { token: 1_000, used: null, session: 3_000 }, 'EXPIRED'],
    [
      'refuses all tokens from the instant the session does',
      { token: 2_000, used: null, session: 1_000 },
      'SESSION_ENDED',
    ],
    [
      'says of a session that has ended nothing else',
      { token: 2_000, used: 5, session: 1_000 },
      'SESSION_ENDED',
    ],
  ] as const)('%s', (...[, { token, used, session }, verdict]) => {
    const presented = { expiresAt: at(token), usedAt: used === null ? null : at(used) };
    expect(refreshVerdict(presented, { expiresAt: at(session), revokedAt: null }, now)).toBe(verdict);
  });

  it('trades nothing of a session that was revoked, whenever that was', () => {
    const moment = fc.integer({ min: 0, max: 10_000 }).map(at);
    fc.assert(
      fc.property(moment, fc.option(moment), moment, (expiresAt, usedAt, revokedAt) => {
        const session = { expiresAt: at(20_000), revokedAt };
        expect(refreshVerdict({ expiresAt, usedAt }, session, now)).toBe('SESSION_ENDED');
      }),
    );
  });
});

describe('refreshTokenExpiry', () => {
  it('is 30 days away, and never after the end of the session', () => {
    const days = 24 * 3600;
    expect(refreshTokenExpiry({ expiresAt: at(1_000 + 90 * days) }, now)).toEqual(at(1_000 + 30 * days));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * days }), (seconds) => {
        const expiresAt = at(seconds);
        expect(refreshTokenExpiry({ expiresAt }, now).getTime()).toBeLessThanOrEqual(expiresAt.getTime());
      }),
    );
  });
});
