import type { EntityManager } from '@ai-collective/platform';
import { Membership } from '../entities/Membership.js';
import { Person } from '../entities/Person.js';
import { errors } from '../errors.js';
import type { Member } from './Member.js';

/** A member of the transaction's community. Throws MEMBER_NOT_FOUND. */
export async function loadMember(em: EntityManager, personId: string): Promise<Member> {
  const membership = await em.findOne(Membership, { personId });
  if (membership === null) throw errors.MEMBER_NOT_FOUND();
  const person = await em.findOneOrFail(Person, { id: personId });
  return { ...membership, person };
}
