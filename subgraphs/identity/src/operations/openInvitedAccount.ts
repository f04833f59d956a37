import { newId } from '@ai-collective/contracts';
import type { AuditActor } from '@ai-collective/platform';
import { z } from 'zod';
import { Community } from '../entities/Community.js';
import { Person, type PersonRow } from '../entities/Person.js';
import { nameField } from './inputFields.js';
import { openSession } from './openSession.js';
import { parseInput } from './parseInput.js';
import type { Attempt, SignedIn } from './redeemSignInCode.js';
import type { Services } from './Services.js';
import { consumeInvitation, withInvitation } from './consumeInvitation.js';

const inputSchema = z.object({ code: z.string(), name: nameField });

/**
 * Opens an account for somebody new who has an invitation, kept by the community that invited them, and signs them in.
 * Throws INVITATION_INVALID, RATE_LIMITED or BAD_USER_INPUT.
 */
export async function openInvitedAccount(
  services: Services,
  { source, trace }: Attempt,
  input: unknown,
): Promise<SignedIn> {
  const { code, name } = parseInput(inputSchema, input);
  return withInvitation(services, { source, code }, async (place) => {
    const { em, community: homeCommunityId, now } = place;
    const person: PersonRow = {
      id: newId('person'),
      name,
      email: null,
      homeCommunityId,
      createdAt: now,
      deletedAt: null,
    };
    await em.insert(Person, { ...person });
    const actor: AuditActor = { passport: { sub: person.id, kind: 'PERSON', policyVersion: 0 }, trace };
    await consumeInvitation(place, actor, person.id);
    const proven = {
      personId: person.id,
      communityId: homeCommunityId,
      method: 'INVITATION',
      trace,
    } as const;
    const { session, credential } = await openSession(em, now, proven);
    const community = await em.findOneOrFail(Community, { id: homeCommunityId });
    return { person, community, session, credential };
  });
}
