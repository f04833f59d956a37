import { describe, expect, it } from 'vitest';
import { stateCookie, stateOfCookies } from '../../src/rules/stateCookie.js';

describe('the cookie of a sign-in under way', () => {
  it('can be set by no other host where there is TLS', () => {
    expect(stateCookie('sealed', true)).toBe(
      '__Host-aic_oidc=sealed; Path=/; HttpOnly; SameSite=Lax; Max-Age=600; Secure',
    );
    expect(stateOfCookies('aic_oidc=tossed; __Host-aic_oidc=ours', true)).toBe('ours');
    expect(stateOfCookies('aic_oidc=tossed', true)).toBeUndefined();
  });

  it('is cleared by null', () => {
    expect(stateCookie(null, false)).toBe('aic_oidc=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
  });

  it('is found among others', () => {
    expect(stateOfCookies('a=1; aic_oidc=sealed; xaic_oidc=2', false)).toBe('sealed');
    expect(stateOfCookies(undefined, false)).toBeUndefined();
  });
});
