import type { MembershipRow } from '../entities/Membership.js';
import type { PersonRow } from '../entities/Person.js';

/** A membership together with its person. */
export interface Member extends MembershipRow {
  readonly person: PersonRow;
}
