import type { EntityManager, Trace } from '@ai-collective/platform';
import { Community, type CommunityRow } from '../entities/Community.js';
import { Person, type PersonRow } from '../entities/Person.js';
import type { SessionRow } from '../entities/Session.js';
import { errors } from '../errors.js';
import { secretDigest } from '../rules/secretDigest.js';
import { openSession } from './openSession.js';
import type { Services } from './Services.js';

/** Somebody has just signed in. */
export interface SignedIn {
  readonly person: PersonRow;
  readonly community: CommunityRow | null;
  readonly session: SessionRow;
  /** For the session cookie: `aics_<id>_<secret>`. Shown once. */
  readonly credential: string;
}

/** Who tries a code. Failures are counted by source. */
export interface Attempt {
  readonly source: string;
  readonly trace: Trace;
}

/**
 * Trades a sign-in code for a session, exactly once however many try at the same time.
 * Throws SIGN_IN_CODE_INVALID, whatever is wrong with the code, or RATE_LIMITED instead of it to whoever fails too often.
 */
export async function redeemSignInCode(
  services: Services,
  attempt: Attempt,
  code: string,
): Promise<SignedIn> {
  const begun = await services.database.withoutTenant((em) => beginSession(em, services, { attempt, code }));
  const community = await services.database.withTenant(begun.session.communityId, (em) =>
    em.findOne(Community, { id: begun.session.communityId }),
  );
  return { ...begun, community };
}

async function beginSession(
  em: EntityManager,
  services: Services,
  { attempt, code }: { readonly attempt: Attempt; readonly code: string },
): Promise<Omit<SignedIn, 'community'>> {
  const now = services.clock();
  const [redeemed] = await em.execute<{ tenant_id: string; person_id: string }[]>(
    'select * from redeem_sign_in_code(?, ?)',
    [secretDigest(code), now],
  );
  if (redeemed === undefined) {
    services.redemptions.take(attempt.source);
    throw errors.SIGN_IN_CODE_INVALID();
  }
  const { session, credential } = await openSession(em, now, {
    personId: redeemed.person_id,
    communityId: redeemed.tenant_id,
    method: 'LINK',
    trace: attempt.trace,
  });
  const person = await em.findOneOrFail(Person, { id: session.personId });
  return { person, session, credential };
}
