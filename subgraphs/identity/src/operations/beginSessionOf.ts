import type { EntityManager, Trace } from '@ai-collective/platform';
import { Person } from '../entities/Person.js';
import type { SignInMethod } from '../entities/Session.js';
import { communityToEnter } from '../rules/communityToEnter.js';
import { communitiesOfPerson } from './communitiesOfPerson.js';
import { openSession } from './openSession.js';
import type { SignedIn } from './redeemSignInCode.js';

/** Begins a session of somebody whose proof names no community, in the one that {@link communityToEnter} chooses. */
export async function beginSessionOf(
  em: EntityManager,
  now: Date,
  proven: { readonly personId: string; readonly method: SignInMethod; readonly trace: Trace },
): Promise<SignedIn> {
  const person = await em.findOneOrFail(Person, { id: proven.personId });
  const community = communityToEnter(person.homeCommunityId, await communitiesOfPerson(em, person.id));
  const communityId = community?.id ?? person.homeCommunityId;
  const { session, credential } = await openSession(em, now, { ...proven, communityId });
  return { person, community, session, credential };
}
