import type { PrincipalKind } from '@ai-collective/contracts';
import { rolesIn, type CommunityKey, type Person } from './communities.js';

/** Who asks: the claims that decide what they may know, with the person behind them, if any. */
export interface Knower {
  readonly kind: PrincipalKind;
  /** The community they act in; null for nobody's. */
  readonly community: CommunityKey | null;
  readonly person: Person | null;
}

/** How much of a community somebody may know: all that belongs to it, only that it exists and what it is called, or nothing. */
export type Knowledge = 'EVERYTHING' | 'ITS_NAME' | 'NOTHING';

/**
 * What somebody may know of a community. They know the one they act in, as far as their roles go, which other tests look
 * at; of those that they could enter as well they know the names alone. A key and a device know their own community only.
 */
export function mayKnow(knower: Knower, community: CommunityKey): Knowledge {
  if (knower.kind === 'ANONYMOUS') return 'NOTHING';
  if (knower.community === community) return 'EVERYTHING';
  const { person } = knower;
  if (knower.kind !== 'PERSON' || person === null) return 'NOTHING';
  return rolesIn(person.roles, community).length > 0 ? 'ITS_NAME' : 'NOTHING';
}

/** How much of a person: all, what the other members of a community see, that an id has done something there, or nothing. */
export type KnowledgeOfPerson = 'EVERYTHING' | 'PROFILE' | 'ID' | 'NOTHING';

/** What somebody may know of a person: themselves, other members, and the ids of those who can act here from further up. */
export function mayKnowPerson(knower: Knower, person: Person): KnowledgeOfPerson {
  if (knower.kind === 'ANONYMOUS') return 'NOTHING';
  if (knower.person?.id === person.id) return 'EVERYTHING';
  if (knower.community === null) return 'NOTHING';
  if (person.roles[knower.community] !== undefined) return 'PROFILE';
  return rolesIn(person.roles, knower.community).length > 0 ? 'ID' : 'NOTHING';
}
