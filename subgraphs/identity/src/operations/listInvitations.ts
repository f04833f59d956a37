import type { PassportClaims } from '@ai-collective/contracts';
import { authorize } from '@ai-collective/platform';
import { Invitation, type InvitationRow } from '../entities/Invitation.js';
import type { Services } from './Services.js';

const mostListed = 1_000;

/** The community's newest 1,000 invitations, ended ones too. Throws a denial. */
export async function listInvitations(
  { database }: Services,
  passport: PassportClaims,
): Promise<readonly InvitationRow[]> {
  const { community } = authorize(passport, 'members:manage');
  return database.withTenant(community, (em) =>
    em.find(Invitation, { tenantId: community }, { orderBy: { id: 'desc' }, limit: mostListed }),
  );
}
