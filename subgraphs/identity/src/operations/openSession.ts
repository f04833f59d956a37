import { newId } from '@ai-collective/contracts';
import type { EntityManager, Trace } from '@ai-collective/platform';
import { Session, type SessionRow, type SignInMethod } from '../entities/Session.js';
import { formatSessionCredential } from '../rules/credentialFormat.js';
import { secretDigest } from '../rules/secretDigest.js';
import { auditAllowed } from './auditAllowed.js';
import { newSecret } from './newSecret.js';

/** How long a session lasts unless it says otherwise. */
export const sessionSeconds = 12 * 3600;

const keepEndedSessionsMilliseconds = 30 * 24 * 3600 * 1000;

/** Who proved to be whom, and how. */
export interface ProvenPerson {
  readonly personId: string;
  /** The community that the session enters when none is chosen. */
  readonly communityId: string;
  readonly method: SignInMethod;
  readonly trace: Trace;
  /** How long the session lasts; {@link sessionSeconds} unless given. */
  readonly lifetimeSeconds?: number;
}

export interface OpenedSession {
  readonly session: SessionRow;
  /** For the session cookie: `aics_<id>_<secret>`. Shown once. */
  readonly credential: string;
}

/** Begins a session of somebody who has just proved who they are, in the transaction of `em`, and forgets sessions long ended. */
export async function openSession(
  em: EntityManager,
  now: Date,
  { personId, communityId, method, trace, lifetimeSeconds = sessionSeconds }: ProvenPerson,
): Promise<OpenedSession> {
  const secret = newSecret();
  const session: SessionRow = {
    id: newId('session'),
    personId,
    communityId,
    method,
    secretDigest: secretDigest(secret),
    createdAt: now,
    expiresAt: new Date(now.getTime() + lifetimeSeconds * 1000),
    revokedAt: null,
    lastUsedAt: null,
  };
  await em.nativeDelete(Session, {
    expiresAt: { $lt: new Date(now.getTime() - keepEndedSessionsMilliseconds) },
  });
  await em.insert(Session, session);
  const actor = { passport: { sub: personId, kind: 'PERSON', policyVersion: 0 }, trace } as const;
  await auditAllowed(em, actor, {
    community: communityId,
    action: 'sessions:begin',
    resource: { type: 'Session', id: session.id },
    details: { method },
  });
  return { session, credential: formatSessionCredential(session.id, secret) };
}
