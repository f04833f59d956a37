import { RoleGrant, type RoleGrantRow } from '../entities/RoleGrant.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeTaking } from './authorizeGrant.js';
import { claimOfRow } from './claimOfRow.js';
import { lockMembers } from './lockMembers.js';
import type { Caller, Services } from './Services.js';

/**
 * Takes a granted role away. Whoever has it may give it up; others must hold what it allows.
 * Throws GRANT_NOT_FOUND or a denial.
 */
export async function revokeGrant(services: Services, caller: Caller, id: string): Promise<RoleGrantRow> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    const grant = await em.findOne(RoleGrant, { id, tenantId: community });
    if (grant === null) throw errors.GRANT_NOT_FOUND();
    if (grant.subjectId !== caller.passport.sub)
      authorizeTaking(caller.passport, 'members:manage', {
        roles: [],
        scopes: null,
        grants: [await claimOfRow(em, grant)],
      });
    await em.nativeDelete(RoleGrant, { id, tenantId: community });
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'RoleGrant', id },
      details: { change: 'revoked', subject: grant.subjectId, role: grant.role },
    });
    return grant;
  });
}
