import { z } from 'zod';
import { CustomRole, type CustomRoleRow } from '../entities/CustomRole.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizePermissions } from './authorizeGrant.js';
import { permissionsField, roleDescriptionField } from './inputFields.js';
import { loadRole } from './loadRole.js';
import { lockMembers } from './lockMembers.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

const inputSchema = z.object({
  id: z.string(),
  description: roleDescriptionField,
  permissions: permissionsField,
});

/**
 * Replaces what a role of the community's own allows, for everybody who has it. Its name stays: people know it by that.
 * The caller must hold what it allowed and what it is to allow. Throws ROLE_NOT_FOUND, BAD_USER_INPUT or a denial.
 */
export async function changeRole(services: Services, caller: Caller, input: unknown): Promise<CustomRoleRow> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  const { id, description, permissions } = parseInput(inputSchema, input);
  authorizePermissions(caller.passport, permissions);
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    const role = await loadRole(em, { community, id });
    authorizePermissions(caller.passport, role.permissions);
    const changedAt = services.clock();
    await em.nativeUpdate(CustomRole, { id, tenantId: community }, { description, permissions, changedAt });
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'CustomRole', id },
      details: { change: 'changed', before: role.permissions, after: permissions },
    });
    return { ...role, description, permissions, changedAt };
  });
}
