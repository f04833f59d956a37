import { CustomRole, type CustomRoleRow } from '../entities/CustomRole.js';
import { RoleGrant } from '../entities/RoleGrant.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizePermissions } from './authorizeGrant.js';
import { loadRole } from './loadRole.js';
import { lockMembers } from './lockMembers.js';
import type { Caller, Services } from './Services.js';

/**
 * Ends a role of the community's own, and with it all grants of it. Answers what it was.
 * Throws ROLE_NOT_FOUND or a denial.
 */
export async function deleteRole(services: Services, caller: Caller, id: string): Promise<CustomRoleRow> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    const role = await loadRole(em, { community, id });
    authorizePermissions(caller.passport, role.permissions);
    const grants = await em.nativeDelete(RoleGrant, { tenantId: community, role: id });
    await em.nativeDelete(CustomRole, { id, tenantId: community });
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'CustomRole', id },
      details: { change: 'deleted', name: role.name, grants },
    });
    return role;
  });
}
