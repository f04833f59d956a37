import type { EntityManager } from '@ai-collective/platform';
import { CustomRole, type CustomRoleRow } from '../entities/CustomRole.js';
import { errors } from '../errors.js';

/** A role of the community's own. Throws ROLE_NOT_FOUND. */
export async function loadRole(
  em: EntityManager,
  { community, id }: { readonly community: string; readonly id: string },
): Promise<CustomRoleRow> {
  const role = await em.findOne(CustomRole, { id, tenantId: community });
  if (role === null) throw errors.ROLE_NOT_FOUND();
  return role;
}
