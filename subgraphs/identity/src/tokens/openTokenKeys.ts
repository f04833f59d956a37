import { openSigningKeys, type FollowedSigningKeys, type Logger } from '@ai-collective/platform';
import type { IdentityConfig } from '../config.js';
import { accessTokenSeconds } from './accessTokens.js';

/** Opens the keys that sign access tokens. Rejects when there are none, or the configuration names both a file and a key. */
export function openTokenKeys(
  config: Pick<IdentityConfig, 'IDENTITY_KEYS_FILE' | 'IDENTITY_SIGNING_JWK'>,
  log: Logger,
): Promise<FollowedSigningKeys> {
  return openSigningKeys({
    file: ['IDENTITY_KEYS_FILE', config.IDENTITY_KEYS_FILE],
    jwk: ['IDENTITY_SIGNING_JWK', config.IDENTITY_SIGNING_JWK],
    tokenLifetimeSeconds: accessTokenSeconds,
    log,
  });
}
