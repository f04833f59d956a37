import type { IncomingHttpHeaders } from 'node:http';
import { errors } from '../errors.js';

/** Name of the session cookie; it holds an access token. */
const sessionCookie = 'aic_session';

/** Headers that a browser does not send to another origin without asking that origin first. */
const preflightHeaders = [
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'graphql-require-preflight',
  'x-community',
];

const longestCredential = 4_096;

/**
 * The credential a request carries: `Authorization: Bearer`, else `x-api-key`, else the session cookie.
 * The cookie counts only on requests no foreign page can make a browser send; others throw CSRF_PREVENTED.
 * Throws UNAUTHENTICATED for an authorization that is none of ours.
 */
export function credentialOf(headers: IncomingHttpHeaders): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return checked(/^Bearer +(\S+)$/i.exec(authorization)?.[1]);
  const apiKey = headers['x-api-key'];
  if (apiKey !== undefined) return checked(apiKey.toString());
  const session = cookieValue(headers.cookie, sessionCookie);
  if (session === undefined) return undefined;
  if (!isPreflighted(headers)) throw errors.CSRF_PREVENTED();
  return checked(session);
}

function checked(credential: string | undefined): string {
  if (credential === undefined || credential === '' || credential.length > longestCredential)
    throw errors.UNAUTHENTICATED();
  return credential;
}

/** Whether a browser sends such a request to another origin only after that origin has agreed. */
export function isPreflighted(headers: IncomingHttpHeaders): boolean {
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return contentType === 'application/json' || preflightHeaders.some((name) => headers[name] !== undefined);
}

function cookieValue(cookies: string | undefined, name: string): string | undefined {
  for (const pair of cookies?.split(';') ?? []) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name && value.length > 0) return value.join('=');
  }
  return undefined;
}
