import type { FastifyRequest } from 'fastify';
import { errors } from '../errors.js';

/**
 * Lets only JSON pass, which no form of another site can send, and from browsers only what a page of ours sends: they say where a
 * request comes from, other programs need not. Throws JSON_REQUIRED or ORIGIN_FORBIDDEN.
 */
export function requireOwnJson(request: FastifyRequest, ownOrigins: readonly string[]): void {
  if (request.mediaType !== 'application/json') throw errors.JSON_REQUIRED();
  const { origin } = request.headers;
  if (origin !== undefined && !ownOrigins.includes(origin)) throw errors.ORIGIN_FORBIDDEN();
}
