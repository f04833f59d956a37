import { cookieIn } from './cookieIn.js';

/** How long somebody may take at the issuer. */
export const stateSeconds = 600;

/** `__Host-` keeps other hosts of the domain from setting it; browsers take it only with Secure. */
function nameOf(secure: boolean): string {
  return secure ? '__Host-aic_oidc' : 'aic_oidc';
}

/**
 * A `Set-Cookie` value for a sign-in under way, which must come back from another site: so `Lax`, where the session's is
 * `Strict`. Null clears it.
 */
export function stateCookie(sealed: string | null, secure: boolean): string {
  const maxAge = sealed === null ? 0 : stateSeconds;
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${maxAge}`];
  return [`${nameOf(secure)}=${sealed ?? ''}`, ...attributes, ...(secure ? ['Secure'] : [])].join('; ');
}

/** The sealed state in a `Cookie` header, if there is one. */
export function stateOfCookies(header: string | undefined, secure: boolean): string | undefined {
  return cookieIn(header, nameOf(secure));
}
