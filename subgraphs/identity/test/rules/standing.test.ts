import { describe, expect, it } from 'vitest';
import { standingOf } from '../../src/rules/standing.js';

const now = new Date('2030-01-01T00:00:00Z');
const before = new Date(now.getTime() - 1);
const after = new Date(now.getTime() + 1);

describe('standingOf', () => {
  it.each([
    ['never expires', null, null, 'VALID'],
    ['expires later', after, null, 'VALID'],
    ['expires at this instant', now, null, 'EXPIRED'],
    ['expired', before, null, 'EXPIRED'],
    ['was revoked', after, before, 'REVOKED'],
    ['expired and was revoked', before, before, 'REVOKED'],
  ] as const)('of a credential that %s', (...[, expiresAt, revokedAt, expected]) => {
    expect(standingOf({ expiresAt, revokedAt }, now)).toBe(expected);
  });
});
