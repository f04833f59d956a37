import { describe, expect, it } from 'vitest';
import { sessionCookie, sessionOfCookies } from '../../src/rules/sessionCookie.js';

describe('sessionCookie', () => {
  it('is hidden from scripts and other sites, and secure where the site is', () => {
    expect(sessionCookie('x', { maxAgeSeconds: 60, secure: false })).toBe(
      'aic_session=x; Path=/; HttpOnly; SameSite=Strict; Max-Age=60',
    );
    expect(sessionCookie('x', { maxAgeSeconds: 60, secure: true })).toMatch(/; Secure$/);
  });
});

describe('sessionOfCookies', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['theme=dark', undefined],
    ['my_aic_session=no', undefined],
    ['aic_session=yes', 'yes'],
    ['theme=dark; aic_session=yes; lang=en', 'yes'],
  ])('finds in %j the session %j', (header, expected) => {
    expect(sessionOfCookies(header)).toBe(expected);
  });
});
