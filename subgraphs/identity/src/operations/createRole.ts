import { newId } from '@ai-collective/contracts';
import { z } from 'zod';
import { CustomRole, type CustomRoleRow } from '../entities/CustomRole.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizePermissions } from './authorizeGrant.js';
import { permissionsField, roleDescriptionField, roleNameField } from './inputFields.js';
import { lockMembers } from './lockMembers.js';
import { onUniqueViolation } from './onUniqueViolation.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

const rolesPerCommunity = 50;

const inputSchema = z.object({
  name: roleNameField,
  description: roleDescriptionField,
  permissions: permissionsField,
});

/**
 * Makes a role of the community's own, of permissions that the caller holds.
 * Throws ROLE_NAME_TAKEN, TOO_MANY_ROLES, BAD_USER_INPUT or a denial.
 */
export async function createRole(services: Services, caller: Caller, input: unknown): Promise<CustomRoleRow> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  const { name, description, permissions } = parseInput(inputSchema, input);
  authorizePermissions(caller.passport, permissions);
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    if ((await em.count(CustomRole, { tenantId: community })) >= rolesPerCommunity)
      throw errors.TOO_MANY_ROLES({ limit: rolesPerCommunity });
    const now = services.clock();
    const role: CustomRoleRow = {
      id: newId('role'),
      tenantId: community,
      name,
      description,
      permissions,
      createdBy: caller.passport.sub,
      createdAt: now,
      changedAt: now,
    };
    await onUniqueViolation(
      () => em.insert(CustomRole, { ...role }),
      () => errors.ROLE_NAME_TAKEN({ name }),
    );
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'CustomRole', id: role.id },
      details: { change: 'created', name, permissions },
    });
    return role;
  });
}
