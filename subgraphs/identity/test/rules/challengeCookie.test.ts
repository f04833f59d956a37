import { expect, it } from 'vitest';
import { browserOfCookies, challengeCookie } from '../../src/rules/challengeCookie.js';

it('is sent back to the passkey routes alone, for five minutes', () => {
  const cookie = challengeCookie('secret', { secure: true });
  expect(cookie).toBe(
    'aic_passkey=secret; Path=/auth/passkeys; HttpOnly; SameSite=Strict; Max-Age=300; Secure',
  );
  expect(browserOfCookies('aic_session=x; aic_passkey=secret')).toBe('secret');
});

it('is cleared when it has done its work', () => {
  expect(challengeCookie('', { secure: false })).toContain('Max-Age=0');
});
