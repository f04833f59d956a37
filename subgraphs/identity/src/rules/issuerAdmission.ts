import type { BuiltInRole } from '@ai-collective/contracts';
import { isOfDomains } from './issuerProfile.js';

/** Who stands at the door of a community, vouched for by an issuer that it trusts. */
export interface Arrival {
  readonly provenEmail: string | null;
  /** Whether the account at the issuer is linked to a person. */
  readonly isLinked: boolean;
  /** Whether that person is a member. */
  readonly isMember: boolean;
}

export interface AdmissionRules {
  readonly emailDomains: readonly string[];
  readonly defaultRoles: readonly BuiltInRole[];
}

/** ENTER: as the member they are. JOIN: as the person they are, with the default roles. OPEN_ACCOUNT: as somebody new. */
export type Admission = 'ENTER' | 'JOIN' | 'OPEN_ACCOUNT' | 'DOMAIN_REFUSED' | 'NOT_A_MEMBER';

/** Domains bind everybody, members too; who is not a member gets in only where there are default roles. */
export function admissionOf(arrival: Arrival, rules: AdmissionRules): Admission {
  if (!isOfDomains(arrival.provenEmail, rules.emailDomains)) return 'DOMAIN_REFUSED';
  if (arrival.isLinked && arrival.isMember) return 'ENTER';
  if (rules.defaultRoles.length === 0) return 'NOT_A_MEMBER';
  return arrival.isLinked ? 'JOIN' : 'OPEN_ACCOUNT';
}
