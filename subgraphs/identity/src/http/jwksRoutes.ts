import type { FastifyInstance } from 'fastify';
import type { Services } from '../operations/Services.js';

/** `GET /.well-known/jwks.json`: the keys with which anybody can check an access token. A key is there before it signs. */
export function addJwksRoutes(
  app: FastifyInstance,
  { tokens, clock }: Pick<Services, 'tokens' | 'clock'>,
): void {
  app.get('/.well-known/jwks.json', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=30').send(tokens.jwks(clock())),
  );
}
