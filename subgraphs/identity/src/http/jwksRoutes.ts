import type { FastifyInstance } from 'fastify';
import type { AccessTokens } from '../tokens/accessTokens.js';

/** `GET /.well-known/jwks.json`: the keys with which anybody can check an access token. */
export function addJwksRoutes(app: FastifyInstance, tokens: AccessTokens): void {
  app.get('/.well-known/jwks.json', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').send(tokens.jwks),
  );
}
