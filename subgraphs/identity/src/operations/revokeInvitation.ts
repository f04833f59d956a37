import { LockMode } from '@mikro-orm/core';
import { Invitation, type InvitationRow } from '../entities/Invitation.js';
import { errors } from '../errors.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeTaking } from './authorizeGrant.js';
import type { Caller, Services } from './Services.js';

/** Voids an invitation at once; revoking it again changes nothing. Throws INVITATION_NOT_FOUND or a denial. */
export async function revokeInvitation(
  services: Services,
  caller: Caller,
  id: string,
): Promise<InvitationRow> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  return services.database.withTenant(community, async (em) => {
    const place = { id, tenantId: community };
    const invitation = await em.findOne(Invitation, place, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (invitation === null) throw errors.INVITATION_NOT_FOUND();
    if (invitation.revokedAt !== null) return invitation;
    if (invitation.createdBy !== caller.passport.sub)
      authorizeTaking(caller.passport, 'members:manage', { roles: invitation.roles, scopes: null });
    const ended = { revokedAt: services.clock(), email: null };
    await em.nativeUpdate(Invitation, place, ended);
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'Invitation', id },
      details: { change: 'revoked' },
    });
    return { ...invitation, ...ended };
  });
}
