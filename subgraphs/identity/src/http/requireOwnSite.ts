import type { FastifyRequest } from 'fastify';
import { errors } from '../errors.js';

/**
 * Refuses what a page of another site asks for or leads to: a sign-in that it begins would put its visitors into a session, and a
 * community, that they did not choose. Throws SIGN_IN_FROM_ELSEWHERE.
 */
export function requireOwnSite({ headers }: FastifyRequest): void {
  if (headers['sec-fetch-site'] === 'cross-site') throw errors.SIGN_IN_FROM_ELSEWHERE();
}
