import { newId } from '@ai-collective/contracts';
import { authorize, type EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import { ApiKey, type ApiKeyRow } from '../entities/ApiKey.js';
import { errors } from '../errors.js';
import { formatApiKey } from '../rules/credentialFormat.js';
import { secretDigest } from '../rules/secretDigest.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeGrant } from './authorizeGrant.js';
import { nameField, rolesField, scopesField } from './inputFields.js';
import { newSecret } from './newSecret.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

/** A key and the only showing of its secret. */
export interface NewApiKey {
  readonly apiKey: ApiKeyRow;
  readonly secret: string;
}

const workingKeysPerCommunity = 500;

const inputSchema = z.object({
  name: nameField,
  roles: rolesField,
  scopes: scopesField,
  expiresAt: z
    .date()
    .nullish()
    .transform((date) => date ?? null),
});

/**
 * Creates an API key of the caller's community that can do no more than the caller.
 * Throws TOO_MANY_API_KEYS, BAD_USER_INPUT or a denial.
 */
export async function createApiKey(services: Services, caller: Caller, input: unknown): Promise<NewApiKey> {
  const { community } = authorize(caller.passport, 'keys:manage');
  const wanted = parseInput(inputSchema, input);
  authorizeGrant(caller.passport, 'keys:manage', wanted);
  const now = services.clock();
  if (wanted.expiresAt !== null && wanted.expiresAt <= now)
    throw errors.BAD_USER_INPUT({ field: 'expiresAt', problem: 'must be in the future' });
  return services.database.withTenant(community, async (em) => {
    const created = await insertApiKey(em, {
      ...wanted,
      tenantId: community,
      createdBy: caller.passport.sub,
      createdAt: now,
    });
    const { id, roles, scopes, expiresAt } = created.apiKey;
    await auditAllowed(em, caller, {
      community,
      action: 'keys:manage',
      resource: { type: 'ApiKey', id },
      details: { change: 'created', roles, scopes, expiresAt: expiresAt?.toISOString() ?? null },
    });
    return created;
  });
}

/** Writes a new key with a new secret. Throws TOO_MANY_API_KEYS. */
export async function insertApiKey(
  em: EntityManager,
  key: Omit<ApiKeyRow, 'id' | 'secretDigest' | 'revokedAt' | 'lastUsedAt'>,
): Promise<NewApiKey> {
  const working = await em.count(ApiKey, {
    tenantId: key.tenantId,
    revokedAt: null,
    $or: [{ expiresAt: null }, { expiresAt: { $gt: key.createdAt } }],
  });
  if (working >= workingKeysPerCommunity) throw errors.TOO_MANY_API_KEYS({ limit: workingKeysPerCommunity });
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
