import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signInMethods } from '../../src/entities/Session.js';
import { isFreshSignIn } from '../../src/rules/isFreshSignIn.js';

const now = new Date('2026-01-01T12:00:00Z');
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe('a sign-in', () => {
  it.each([
    [0, true],
    [899, true],
    [900, false],
    [43_200, false],
  ])('%d seconds ago is fresh: %s', (seconds, expected) => {
    expect(isFreshSignIn({ method: 'LINK', createdAt: before(seconds) }, now)).toBe(expected);
  });

  it('of a terminal never is, and others do not grow fresh with time', () => {
    const age = fc.nat(100_000);
    fc.assert(
      fc.property(fc.constantFrom(...signInMethods), age, age, (method, older, newer) => {
        const isFresh = (seconds: number) => isFreshSignIn({ method, createdAt: before(seconds) }, now);
        if (method === 'DEVICE_CODE') expect(isFresh(newer)).toBe(false);
        if (isFresh(older + newer)) expect(isFresh(newer)).toBe(true);
      }),
    );
  });
});
