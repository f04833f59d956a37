import type { EntityManager } from '@ai-collective/platform';
import { Membership } from '../entities/Membership.js';
import { Person } from '../entities/Person.js';
import { errors } from '../errors.js';
import type { Member } from './Member.js';

/** A member of a community, in its own transaction. Throws MEMBER_NOT_FOUND. */
export async function loadMember(
  em: EntityManager,
  { community, personId }: { readonly community: string; readonly personId: string },
): Promise<Member> {
  const membership = await em.findOne(Membership, { tenantId: community, personId });
  if (membership === null) throw errors.MEMBER_NOT_FOUND();
  const person = await em.findOneOrFail(Person, { id: personId });
  return { ...membership, person };
}
