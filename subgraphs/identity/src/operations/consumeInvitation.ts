import { newId } from '@ai-collective/contracts';
import { LockMode } from '@mikro-orm/core';
import type { AuditActor, EntityManager } from '@ai-collective/platform';
import { ApiKey } from '../entities/ApiKey.js';
import { Invitation, type InvitationRow } from '../entities/Invitation.js';
import { Membership } from '../entities/Membership.js';
import { errors } from '../errors.js';
import type { Grant } from '../rules/grants.js';
import { invitationStatus, mayInvite } from '../rules/invitations.js';
import { secretDigest } from '../rules/secretDigest.js';
import { standingOf } from '../rules/standing.js';
import { auditAllowed } from './auditAllowed.js';
import { findLineages } from './findLineages.js';
import { lockMembers } from './lockMembers.js';
import { onUniqueViolation } from './onUniqueViolation.js';
import type { Services } from './Services.js';

/** The place of an invitation that exists, with its members locked. */
export interface InvitationPlace {
  readonly em: EntityManager;
  readonly community: string;
  readonly now: Date;
  readonly digest: string;
}

/**
 * Does something in the transaction and the community of an invitation. Nothing is told of a code that is not genuine: throws
 * INVITATION_INVALID, or RATE_LIMITED instead of it to a source that fails too often.
 */
export async function withInvitation<T>(
  services: Services,
  attempt: { readonly source: string; readonly code: string },
  work: (place: InvitationPlace) => Promise<T>,
): Promise<T> {
  const digest = secretDigest(attempt.code);
  const [found] = await services.database.withoutTenant((em) =>
    em.execute<{ tenant: string | null }[]>('select tenant_of_invitation(?) as tenant', [digest]),
  );
  const community = found?.tenant;
  if (community == null) {
    services.redemptions.take(attempt.source);
    throw errors.INVITATION_INVALID();
  }
  return services.database.withTenant(community, async (em) => {
    await lockMembers(em, community);
    return work({ em, community, now: services.clock(), digest });
  });
}

/**
 * Makes somebody a member by an invitation, which counts as used once more. Throws INVITATION_INVALID when it has ended, or its
 * maker may not give these roles any more, and ALREADY_A_MEMBER, which uses nothing up.
 */
export async function consumeInvitation(
  place: InvitationPlace,
  actor: AuditActor,
  personId: string,
): Promise<void> {
  const { em, community: tenantId, now, digest: codeDigest } = place;
  const invitation = await em.findOne(
    Invitation,
    { tenantId, codeDigest },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (invitation === null || invitationStatus(invitation, now) !== 'OPEN') throw errors.INVITATION_INVALID();
  const maker = await makerOf(place, invitation);
  if (!mayInvite(maker, invitation.roles)) throw errors.INVITATION_INVALID();
  const { id, roles } = invitation;
  await onUniqueViolation(
    () => em.insert(Membership, { id: newId('membership'), tenantId, personId, roles, createdAt: now }),
    () => errors.ALREADY_A_MEMBER({ personId }),
  );
  const used = invitation.used + 1;
  const email = used < invitation.uses ? invitation.email : null;
  await em.nativeUpdate(Invitation, { id, tenantId }, { used, email });
  await auditAllowed(em, actor, {
    community: tenantId,
    action: 'members:join',
    resource: { type: 'Person', id: personId },
    details: { change: 'joined', invitation: id, roles },
  });
}

/** What the maker of an invitation may do in its community now. */
async function makerOf(
  { em, community, now }: InvitationPlace,
  { createdBy }: InvitationRow,
): Promise<Grant> {
  const key = await em.findOne(ApiKey, { id: createdBy, tenantId: community });
  const [lineage] = await findLineages(em, { id: createdBy, now }, [community]);
  const grants = lineage?.grants ?? [];
  if (key === null) return { roles: lineage?.roles ?? [], grants, scopes: null };
  return standingOf(key, now) === 'VALID' ? { ...key, grants } : { roles: [], scopes: null };
}
