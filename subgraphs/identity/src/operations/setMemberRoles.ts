import { z } from 'zod';
import { Membership } from '../entities/Membership.js';
import { errors } from '../errors.js';
import { leavesNoOwner } from '../rules/leavesNoOwner.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeGrant, authorizeTaking } from './authorizeGrant.js';
import { rolesField } from './inputFields.js';
import { loadMember } from './loadMember.js';
import { lockMembers } from './lockMembers.js';
import type { Member } from './Member.js';
import { ownersOf } from './ownersOf.js';
import { parseInput } from './parseInput.js';
import { revokeOutgrownKeys } from './personalKeys.js';
import type { Caller, Services } from './Services.js';

const inputSchema = z.object({ personId: z.string(), roles: rolesField });

/**
 * Replaces a member's roles, and revokes those of their own API keys that are more than the new ones.
 * Throws MEMBER_NOT_FOUND, LAST_OWNER, BAD_USER_INPUT or a denial.
 */
export async function setMemberRoles(services: Services, caller: Caller, input: unknown): Promise<Member> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  const { personId, roles } = parseInput(inputSchema, input);
  authorizeGrant(caller.passport, 'members:manage', { roles, scopes: null });
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    const member = await loadMember(em, { community, personId });
    authorizeTaking(caller.passport, 'members:manage', { roles: member.roles, scopes: null });
    if (leavesNoOwner(await ownersOf(em, community), { personId, roles }))
      throw errors.LAST_OWNER({ communities: community });
    await em.nativeUpdate(Membership, { id: member.id, tenantId: community }, { roles });
    const holder = { community, personId };
    const revokedKeys = await revokeOutgrownKeys(em, holder, { roles, now: services.clock() });
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'Person', id: personId },
      details: { change: 'roles', before: member.roles, after: roles, revokedKeys },
    });
    return { ...member, roles };
  });
}
