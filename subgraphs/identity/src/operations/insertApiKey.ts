import { newId } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { ApiKey, type ApiKeyRow } from '../entities/ApiKey.js';
import { errors } from '../errors.js';
import { formatApiKey } from '../rules/credentialFormat.js';
import { secretDigest } from '../rules/secretDigest.js';
import { newSecret } from './newSecret.js';

/** A key and the only showing of its secret. */
export interface NewApiKey {
  readonly apiKey: ApiKeyRow;
  readonly secret: string;
}

const workingKeysPerCommunity = 500;

/** Writes a new key with a new secret. Keys of members do not count among the community's. Throws TOO_MANY_API_KEYS. */
export async function insertApiKey(
  em: EntityManager,
  key: Omit<ApiKeyRow, 'id' | 'secretDigest' | 'revokedAt' | 'lastUsedAt'>,
): Promise<NewApiKey> {
  if (key.personId === null) await requireRoom(em, key);
  const secret = newSecret();
  const apiKey: ApiKeyRow = {
    ...key,
    id: newId('apiKey'),
    secretDigest: secretDigest(secret),
    revokedAt: null,
    lastUsedAt: null,
  };
  await em.insert(ApiKey, apiKey);
  return { apiKey, secret: formatApiKey(apiKey.id, secret) };
}

async function requireRoom(
  em: EntityManager,
  { tenantId, createdAt }: Pick<ApiKeyRow, 'tenantId' | 'createdAt'>,
): Promise<void> {
  const working = await em.count(ApiKey, {
    tenantId,
    personId: null,
    revokedAt: null,
    $or: [{ expiresAt: null }, { expiresAt: { $gt: createdAt } }],
  });
  if (working >= workingKeysPerCommunity) throw errors.TOO_MANY_API_KEYS({ limit: workingKeysPerCommunity });
}
