import type { AuditEntry, EntityManager, Trace } from '@ai-collective/platform';
import { auditAllowed } from './auditAllowed.js';

/** Somebody signed in, in which community (empty: in none), and the request in which they act. */
export interface SignedInCaller {
  readonly personId: string;
  readonly community: string;
  readonly trace: Trace;
}

/** Records, in the community that somebody is signed in to, what they did to their own ways to sign in. */
export function auditOwnSignIn(
  em: EntityManager,
  { personId, community, trace }: SignedInCaller,
  entry: Pick<AuditEntry, 'action' | 'resource' | 'details'>,
): Promise<void> {
  const actor = { passport: { sub: personId, kind: 'PERSON', policyVersion: 0 }, trace } as const;
  return auditAllowed(em, actor, { ...entry, community });
}
