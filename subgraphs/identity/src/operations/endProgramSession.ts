import type { EntityManager, Trace } from '@ai-collective/platform';
import { Session, type SessionRow } from '../entities/Session.js';
import { auditAllowed } from './auditAllowed.js';

interface Ending {
  readonly now: Date;
  readonly trace: Trace;
  readonly reason: 'refresh token reused' | 'refresh token revoked';
}

/** Ends a session, and with it its refresh and access tokens, in the transaction of `em` that has locked it. */
export async function endProgramSession(
  em: EntityManager,
  session: SessionRow,
  { now, trace, reason }: Ending,
): Promise<void> {
  await em.nativeUpdate(Session, { id: session.id }, { revokedAt: now });
  const passport = { sub: session.personId, kind: 'PERSON', policyVersion: 0 } as const;
  await auditAllowed(
    em,
    { passport, trace },
    {
      community: session.communityId,
      action: 'sessions:end',
      resource: { type: 'Session', id: session.id },
      details: { reason },
    },
  );
}
