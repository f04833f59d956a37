import type { EntityManager } from '@ai-collective/platform';
import { Session } from '../entities/Session.js';
import { errors } from '../errors.js';
import { isFreshSignIn } from '../rules/isFreshSignIn.js';
import { standingOf } from '../rules/standing.js';

/** A session of a person's; undefined when they act without one. */
export interface OwnSessionId {
  readonly personId: string;
  readonly sessionId: string | undefined;
}

/**
 * Lets new ways to sign in be made only by somebody who has just signed in: whoever comes by an older session shall not be able to
 * keep the account. Throws FRESH_SIGN_IN_REQUIRED.
 */
export async function requireFreshSignIn(
  em: EntityManager,
  { personId, sessionId }: OwnSessionId,
  now: Date,
): Promise<void> {
  const session = sessionId === undefined ? null : await em.findOne(Session, { id: sessionId, personId });
  const isOpen = session !== null && standingOf(session, now) === 'VALID';
  if (!isOpen || !isFreshSignIn(session, now)) throw errors.FRESH_SIGN_IN_REQUIRED();
}
