import { passportLifetimeSeconds } from '@ai-collective/contracts';
import {
  openSigningKeys,
  type FollowedSigningKeys,
  type Logger,
  type SigningKeys,
} from '@ai-collective/platform/runtime';
import type { FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../config.js';

/** Where the gateway publishes with which keys its passports are checked. */
export const passportKeysPath = '/.well-known/passport-jwks.json';

/** Opens the keys that sign passports. Rejects when there are none, or the configuration names both a file and a key. */
export function openPassportKeys(
  config: Pick<GatewayConfig, 'PASSPORT_KEYS_FILE' | 'PASSPORT_PRIVATE_JWK'>,
  log: Logger,
): Promise<FollowedSigningKeys> {
  return openSigningKeys({
    file: ['PASSPORT_KEYS_FILE', config.PASSPORT_KEYS_FILE],
    jwk: ['PASSPORT_PRIVATE_JWK', config.PASSPORT_PRIVATE_JWK],
    tokenLifetimeSeconds: passportLifetimeSeconds,
    log,
  });
}

/** `GET /.well-known/passport-jwks.json`. It may not be cached: subgraphs ask to hear of a removed key. */
export function addPassportKeyRoutes(app: FastifyInstance, keys: SigningKeys): void {
  app.get(passportKeysPath, (_request, reply) =>
    reply.header('cache-control', 'no-store').send(keys.published(Date.now() / 1_000)),
  );
}
