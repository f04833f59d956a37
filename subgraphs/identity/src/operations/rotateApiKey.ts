import { newId } from '@ai-collective/contracts';
import { z } from 'zod';
import { ApiKey } from '../entities/ApiKey.js';
import { RoleGrant } from '../entities/RoleGrant.js';
import { errors } from '../errors.js';
import { rotationExpiries } from '../rules/rotation.js';
import { standingOf } from '../rules/standing.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeGrant } from './authorizeGrant.js';
import { claimOfRow } from './claimOfRow.js';
import { insertApiKey, type NewApiKey } from './insertApiKey.js';
import { loadApiKey } from './loadApiKey.js';
import { lockMembers } from './lockMembers.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

const longestOverlapSeconds = 30 * 24 * 3600;

const inputSchema = z.object({
  id: z.string(),
  overlapSeconds: z
    .int()
    .min(0, 'must not be negative')
    .max(longestOverlapSeconds, 'must be 30 days at most'),
});

/**
 * Makes a key with the same holder, roles, grants, scopes and lifetime, and lets the old one expire after the overlap. No member
 * is removed meanwhile, so that the new key of a member ends with the membership too.
 * Throws API_KEY_NOT_FOUND, API_KEY_ENDED, TOO_MANY_API_KEYS, BAD_USER_INPUT or a denial.
 */
export async function rotateApiKey(services: Services, caller: Caller, input: unknown): Promise<NewApiKey> {
  const { community } = services.authorize(caller.passport, 'keys:manage');
  const { id, overlapSeconds } = parseInput(inputSchema, input);
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    const old = await loadApiKey(em, { community, id });
    const grants = await em.find(RoleGrant, {
      tenantId: community,
      subjectId: id,
      $or: [{ expiresAt: null }, { expiresAt: { $gt: services.clock() } }],
    });
    const claims = await Promise.all(grants.map((grant) => claimOfRow(em, grant)));
    authorizeGrant(caller.passport, 'keys:manage', { ...old, grants: claims });
    const now = services.clock();
    if (standingOf(old, now) !== 'VALID') throw errors.API_KEY_ENDED();
    const expiries = rotationExpiries(old, overlapSeconds, now);
    const { name, roles, scopes, tenantId, personId } = old;
    const created = await insertApiKey(em, {
      name,
      roles,
      scopes,
      tenantId,
      personId,
      expiresAt: expiries.new,
      createdBy: caller.passport.sub,
      createdAt: now,
    });
    for (const grant of grants)
      await em.insert(RoleGrant, { ...grant, id: newId('grant'), subjectId: created.apiKey.id });
    await em.nativeUpdate(ApiKey, { id, tenantId: community }, { expiresAt: expiries.old });
    await auditAllowed(em, caller, {
      community,
      action: 'keys:manage',
      resource: { type: 'ApiKey', id },
      details: { change: 'rotated', newId: created.apiKey.id, oldExpiresAt: expiries.old.toISOString() },
    });
    return created;
  });
}
