import { cookieIn } from './cookieIn.js';

/** How long a browser may take to answer a passkey challenge. */
export const challengeSeconds = 300;

const name = 'aic_passkey';

/** A `Set-Cookie` value that ties a passkey challenge to the browser that asked for it. An empty secret clears it. */
export function challengeCookie(browser: string, { secure }: { readonly secure: boolean }): string {
  const maxAge = browser === '' ? 0 : challengeSeconds;
  const attributes = ['Path=/auth/passkeys', 'HttpOnly', 'SameSite=Strict', `Max-Age=${maxAge}`];
  return [`${name}=${browser}`, ...attributes, ...(secure ? ['Secure'] : [])].join('; ');
}

/** The browser's secret in a `Cookie` header, if there is one. */
export function browserOfCookies(header: string | undefined): string | undefined {
  return cookieIn(header, name);
}
