import { Membership } from '../entities/Membership.js';
import { SignInCode } from '../entities/SignInCode.js';
import { errors } from '../errors.js';
import { leavesNoOwner } from '../rules/leavesNoOwner.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeTaking } from './authorizeGrant.js';
import { findLineages } from './findLineages.js';
import { loadMember } from './loadMember.js';
import { lockMembers } from './lockMembers.js';
import type { Member } from './Member.js';
import { ownersOf } from './ownersOf.js';
import { revokeOutgrownKeys } from './personalKeys.js';
import type { Caller, Services } from './Services.js';

/**
 * Ends a membership, and voids the person's own API keys here and the sign-in links this community made for them.
 * The account remains.
 * Throws MEMBER_NOT_FOUND, LAST_OWNER or a denial.
 */
export async function removeMember(services: Services, caller: Caller, personId: string): Promise<Member> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    const member = await loadMember(em, { community, personId });
    const [lineage] = await findLineages(em, { id: personId, now: services.clock() }, [community]);
    const grants = lineage?.holdings.find((holding) => holding.community === community)?.grants ?? [];
    authorizeTaking(caller.passport, 'members:manage', { roles: member.roles, grants, scopes: null });
    if (leavesNoOwner(await ownersOf(em, community), { personId, roles: [] }))
      throw errors.LAST_OWNER({ communities: community });
    await em.nativeDelete(Membership, { id: member.id, tenantId: community });
    await em.nativeDelete(SignInCode, { tenantId: community, personId });
    const holder = { community, personId };
    const revokedKeys = await revokeOutgrownKeys(em, holder, { roles: [], now: services.clock() });
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'Person', id: personId },
      details: { change: 'removed', roles: member.roles, grants: grants.map(({ id }) => id), revokedKeys },
    });
    return member;
  });
}
