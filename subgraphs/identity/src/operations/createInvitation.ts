import { newId } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { z } from 'zod';
import { Invitation, type InvitationRow } from '../entities/Invitation.js';
import { errors } from '../errors.js';
import { secretDigest } from '../rules/secretDigest.js';
import { auditAllowed } from './auditAllowed.js';
import { authorizeGrant } from './authorizeGrant.js';
import { emailField, rolesField } from './inputFields.js';
import { lockMembers } from './lockMembers.js';
import { newSecret } from './newSecret.js';
import { parseInput } from './parseInput.js';
import type { Caller, Services } from './Services.js';

const hourMilliseconds = 3600 * 1000;
const keepEndedMilliseconds = 30 * 24 * hourMilliseconds;
const openInvitationsPerCommunity = 200;

const inputSchema = z.object({
  roles: rolesField,
  expiresInHours: z.int().min(1, 'must be 1 at least').max(720, 'must be 720 at most').default(168),
  email: emailField,
  uses: z.int().min(1, 'must be 1 at least').max(100, 'must be 100 at most').default(1),
});

/** An invitation and the only showing of its link. */
export interface NewInvitation {
  readonly invitation: InvitationRow;
  readonly url: string;
}

/**
 * Makes a link with which people join the caller's community, with roles the caller may give. What is older than its end by a
 * month is forgotten. Throws TOO_MANY_INVITATIONS, BAD_USER_INPUT or a denial.
 */
export async function createInvitation(
  services: Services,
  caller: Caller,
  input: unknown,
): Promise<NewInvitation> {
  const { community } = services.authorize(caller.passport, 'members:manage');
  const { roles, expiresInHours, email, uses } = parseInput(inputSchema, input);
  authorizeGrant(caller.passport, 'members:manage', { roles, scopes: null });
  return services.database.withTenant(community, async (em) => {
    const createdAt = services.clock();
    await lockMembers(em, community);
    await requireRoom(em, community, createdAt);
    const code = newSecret();
    const invitation: InvitationRow = {
      id: newId('invitation'),
      tenantId: community,
      codeDigest: secretDigest(code),
      roles,
      email,
      uses,
      used: 0,
      createdBy: caller.passport.sub,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + expiresInHours * hourMilliseconds),
      revokedAt: null,
    };
    await em.insert(Invitation, { ...invitation });
    await auditAllowed(em, caller, {
      community,
      action: 'members:manage',
      resource: { type: 'Invitation', id: invitation.id },
      details: { change: 'invited', roles, uses, expiresAt: invitation.expiresAt.toISOString() },
    });
    // After the number sign, since browsers send that to nobody.
    return { invitation, url: `${services.publicUrl}/join/#code=${code}` };
  });
}

async function requireRoom(em: EntityManager, tenantId: string, now: Date): Promise<void> {
  const old = new Date(now.getTime() - keepEndedMilliseconds);
  await em.nativeDelete(Invitation, { tenantId, expiresAt: { $lt: old } });
  const [row] = await em.execute<{ open: number }[]>(
    `select count(*)::int as open from invitation
     where tenant_id = ? and revoked_at is null and used < uses and expires_at > ?`,
    [tenantId, now],
  );
  if ((row?.open ?? 0) >= openInvitationsPerCommunity)
    throw errors.TOO_MANY_INVITATIONS({ limit: openInvitationsPerCommunity });
}
