import { z } from 'zod';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeGrant } from './authorizeGrant.js';
import { nameField, rolesField, scopesField } from './inputFields.js';
import { insertApiKey, type NewApiKey } from './insertApiKey.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

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
  const { community } = services.authorize(caller.passport, 'keys:manage');
  const wanted = parseInput(inputSchema, input);
  authorizeGrant(caller.passport, 'keys:manage', wanted);
  const now = services.clock();
  if (wanted.expiresAt !== null && wanted.expiresAt <= now)
    throw errors.BAD_USER_INPUT({ field: 'expiresAt', problem: 'must be in the future' });
  return services.database.withTenant(community, async (em) => {
    const created = await insertApiKey(em, {
      ...wanted,
      tenantId: community,
      personId: null,
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
