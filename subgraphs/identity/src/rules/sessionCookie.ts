import { cookieIn } from './cookieIn.js';

/** Name of the cookie that holds a session's secret. */
export const sessionCookieName = 'aic_session';

/** A `Set-Cookie` value no script can read and no other site can send. An empty credential clears the cookie. */
export function sessionCookie(
  credential: string,
  options: { readonly maxAgeSeconds: number; readonly secure: boolean },
): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', `Max-Age=${options.maxAgeSeconds}`];
  return [`${sessionCookieName}=${credential}`, ...attributes, ...(options.secure ? ['Secure'] : [])].join(
    '; ',
  );
}

/** The session credential in a `Cookie` header, if there is one. */
export function sessionOfCookies(header: string | undefined): string | undefined {
  return cookieIn(header, sessionCookieName);
}
