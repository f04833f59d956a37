import type { EntityManager } from '@ai-collective/platform';
import { errors } from '../errors.js';
import { challengeSeconds } from '../rules/challengeCookie.js';
import { secretDigest } from '../rules/secretDigest.js';
import { newSecret } from './newSecret.js';
import type { Services } from './Services.js';

/** What a challenge may be answered with: a new passkey of somebody signed in, or a passkey of anybody. */
export type ChallengePurpose =
  { readonly kind: 'REGISTER'; readonly personId: string } | { readonly kind: 'SIGN_IN' };

/** An answer to a challenge, and the secret of the browser that gives it. */
export interface ChallengeAnswer {
  readonly challenge: string;
  readonly browser: string | undefined;
}

const mostChallenges = 20_000;
const forgottenAtOnce = 100;

/**
 * Remembers a challenge for five minutes, for one answer by the browser that is given the returned secret. Keeps 20,000;
 * beyond that those that end first are forgotten. `source` is who asks: throws RATE_LIMITED when they ask too often.
 */
export async function rememberChallenge(
  services: Services,
  challenge: string,
  { purpose, source }: { readonly purpose: ChallengePurpose; readonly source: string },
): Promise<string> {
  services.challenges.take(source);
  const browser = newSecret();
  const now = services.clock();
  const personId = purpose.kind === 'REGISTER' ? purpose.personId : null;
  const expiresAt = new Date(now.getTime() + challengeSeconds * 1000);
  await services.database.withoutTenant(async (em) => {
    await forgetChallenges(em, now);
    await em.execute(
      `insert into passkey_challenge (challenge_digest, browser_digest, purpose, person_id, expires_at)
       values (?, ?, ?, ?, ?)`,
      [secretDigest(challenge), secretDigest(browser), purpose.kind, personId, expiresAt],
    );
  });
  return browser;
}

async function forgetChallenges(em: EntityManager, now: Date): Promise<void> {
  const forget = (which: string): string =>
    `delete from passkey_challenge where challenge_digest in (
       select challenge_digest from passkey_challenge ${which} limit ${forgottenAtOnce} for update skip locked)`;
  await em.execute(forget('where expires_at <= ?'), [now]);
  await em.execute(forget(`order by expires_at desc offset ${mostChallenges}`));
}

/**
 * Uses a challenge up, whatever comes of its answer. Throws PASSKEY_CHALLENGE_INVALID when it is unknown, answered, too
 * old, of another browser, or was asked for another purpose.
 */
export async function useUpChallenge(
  services: Services,
  { challenge, browser }: ChallengeAnswer,
  purpose: ChallengePurpose,
): Promise<void> {
  const used = await services.database.withoutTenant((em) =>
    em.execute<object[]>(
      `delete from passkey_challenge where challenge_digest = ? and browser_digest = ? and purpose = ?
         and person_id is not distinct from ? and expires_at > ? returning 1`,
      [
        secretDigest(challenge),
        secretDigest(browser ?? ''),
        purpose.kind,
        purpose.kind === 'REGISTER' ? purpose.personId : null,
        services.clock(),
      ],
    ),
  );
  if (used.length === 0) throw errors.PASSKEY_CHALLENGE_INVALID();
}
