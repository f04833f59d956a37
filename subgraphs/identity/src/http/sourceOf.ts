import type { FastifyRequest } from 'fastify';

/** Where an attempt comes from, as the gateway says, or else the other end of the connection. Only limits rates. */
export function sourceOf(request: FastifyRequest): string {
  const forwarded = request.headers['x-forwarded-for'];
  const nearest = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded)?.split(',').at(-1)?.trim();
  return nearest === undefined || nearest === '' ? request.ip : nearest.slice(0, 64);
}
