import type { IncomingHttpHeaders } from 'node:http';
import { errors } from '../../errors.js';
import type { OriginVerdict } from './originOf.js';

export interface SocketIntroduction {
  /** Headers of the request that became a WebSocket. */
  readonly upgrade: IncomingHttpHeaders;
  /** What the client sent with `connection_init`. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly origin: OriginVerdict;
  /** Names, in lower case, of the headers that the payload may give: browsers cannot set any on a WebSocket. */
  readonly names: readonly string[];
}

const longestValue = 8_192;

/**
 * The headers a client would send if it could. Those of the payload win. Cookies count only for pages of this host or of
 * a trusted origin, since browsers send them whoever opens the socket.
 * Throws BAD_REQUEST for a value that is no header's.
 */
export function socketHeaders(introduction: SocketIntroduction): IncomingHttpHeaders {
  const { upgrade, payload, origin, names } = introduction;
  const { cookie, ...others } = upgrade;
  const headers: IncomingHttpHeaders = { ...others };
  for (const [key, value] of Object.entries(payload)) {
    const name = key.toLowerCase();
    if (names.includes(name) && name !== 'cookie' && value !== null) headers[name] = headerValue(name, value);
  }
  if (origin === 'foreign') return headers;
  const isPage = origin !== 'none';
  // What an HTTP request proves by a header that needs asking first, the origin has proved already.
  return { ...headers, ...(isPage && cookie !== undefined && { cookie }), 'graphql-require-preflight': '1' };
}

function headerValue(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.length > longestValue || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw errors.BAD_REQUEST({ problem: `Malformed in the payload of connection_init: ${name}.` });
  return value;
}
