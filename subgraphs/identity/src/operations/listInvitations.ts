import type { PassportClaims } from '@ai-collective/contracts';
import { Invitation, type InvitationRow } from '../entities/Invitation.js';
import type { Services } from './Services.js';

const mostListed = 1_000;

/** The community's newest 1,000 invitations, ended ones too. Throws a denial. */
export async function listInvitations(
  services: Services,
  passport: PassportClaims,
): Promise<readonly InvitationRow[]> {
  const { community } = services.authorize(passport, 'members:manage');
  return services.database.withTenant(community, (em) =>
    em.find(Invitation, { tenantId: community }, { orderBy: { id: 'desc' }, limit: mostListed }),
  );
}
