import { Community, type CommunityRow } from '../entities/Community.js';
import { Person } from '../entities/Person.js';
import { errors } from '../errors.js';
import { authorizePerson } from './authorizePerson.js';
import { communitiesOfPerson, communitiesPerPerson } from './communitiesOfPerson.js';
import type { Caller, Services } from './Services.js';
import { consumeInvitation, withInvitation } from './consumeInvitation.js';

/**
 * Joins a community by an invitation, with the account the caller has.
 * Throws INVITATION_INVALID, RATE_LIMITED, ALREADY_A_MEMBER, TOO_MANY_COMMUNITIES or UNAUTHENTICATED.
 */
export async function acceptInvitation(
  services: Services,
  caller: Caller,
  code: string,
): Promise<CommunityRow> {
  const personId = authorizePerson(caller.passport);
  return withInvitation(services, { source: personId, code }, async (place) => {
    const { em, community } = place;
    if ((await em.count(Person, { id: personId, deletedAt: null })) === 0) throw errors.UNAUTHENTICATED();
    const communities = await communitiesOfPerson(em, personId);
    if (communities.length >= communitiesPerPerson)
      throw errors.TOO_MANY_COMMUNITIES({ limit: communitiesPerPerson });
    await consumeInvitation(place, caller, personId);
    return em.findOneOrFail(Community, { id: community });
  });
}
