import { LockMode } from '@mikro-orm/core';
import { recordAudit, type EntityManager } from '@ai-collective/platform';
import { verifyAuthenticationResponse, type AuthenticationResponseJSON } from '@simplewebauthn/server';
import { Passkey, type PasskeyRow } from '../entities/Passkey.js';
import { Person } from '../entities/Person.js';
import { errors } from '../errors.js';
import { counterVerdict } from '../rules/counterVerdict.js';
import { beginSessionOf } from './beginSessionOf.js';
import { challengeOf } from './challengeOf.js';
import { useUpChallenge } from './passkeyChallenges.js';
import type { Attempt, SignedIn } from './redeemSignInCode.js';
import type { Services } from './Services.js';

/** What a browser answers with. */
export interface PasskeyAssertion {
  readonly browser: string | undefined;
  readonly response: AuthenticationResponseJSON;
}

type Conclusion = SignedIn | 'INVALID' | 'WENT_BACK';

interface Checked {
  readonly attempt: Attempt;
  readonly challenge: string;
  readonly response: AuthenticationResponseJSON;
}

/**
 * Trades an assertion by a passkey for a session. Throws PASSKEY_CHALLENGE_INVALID; PASSKEY_INVALID, whatever is wrong with the
 * assertion, or RATE_LIMITED instead of it; and PASSKEY_COUNTER_WENT_BACK, which is audited, when the passkey may be a copy.
 */
export async function signInWithPasskey(
  services: Services,
  attempt: Attempt,
  { browser, response }: PasskeyAssertion,
): Promise<SignedIn> {
  const challenge = challengeOf(response.response.clientDataJSON);
  await useUpChallenge(services, { challenge, browser }, { kind: 'SIGN_IN' });
  const concluded = await services.database.withoutTenant((em) =>
    conclude(em, services, { attempt, challenge, response }),
  );
  if (concluded === 'WENT_BACK') throw errors.PASSKEY_COUNTER_WENT_BACK();
  if (concluded !== 'INVALID') return concluded;
  services.redemptions.take(attempt.source);
  throw errors.PASSKEY_INVALID();
}

/** Answers rather than throws what was refused, so that the audit record of it stays. */
async function conclude(em: EntityManager, services: Services, checked: Checked): Promise<Conclusion> {
  const { attempt, response } = checked;
  const passkey = await em.findOne(
    Passkey,
    { credentialId: response.id },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
  if (passkey === null) return 'INVALID';
  const signCount = await verifiedCounter(services, passkey, checked);
  if (signCount === null) return 'INVALID';
  if (counterVerdict(passkey.signCount, signCount) === 'WENT_BACK') {
    await auditCopy(em, passkey, { attempt, signCount });
    return 'WENT_BACK';
  }
  const now = services.clock();
  await em.nativeUpdate(Passkey, { id: passkey.id }, { signCount, lastUsedAt: now });
  return beginSessionOf(em, now, { personId: passkey.personId, method: 'PASSKEY', trace: attempt.trace });
}

/** The counter in a genuine assertion by this passkey; null when anything about it does not fit. */
async function verifiedCounter(
  { relyingParty }: Services,
  { credentialId, publicKey, personId }: PasskeyRow,
  { challenge, response }: Checked,
): Promise<number | null> {
  if (response.response.userHandle !== Buffer.from(personId).toString('base64url')) return null;
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: [...relyingParty.origins],
      expectedRPID: relyingParty.id,
      // Compared with the one kept by our own rule, after the signature is known to be genuine.
      credential: { id: credentialId, publicKey: Buffer.from(publicKey, 'base64url'), counter: 0 },
      requireUserVerification: true,
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}

async function auditCopy(
  em: EntityManager,
  passkey: PasskeyRow,
  { attempt, signCount }: { readonly attempt: Attempt; readonly signCount: number },
): Promise<void> {
  const { homeCommunityId: community } = await em.findOneOrFail(Person, { id: passkey.personId });
  const actor = {
    passport: { sub: passkey.personId, kind: 'PERSON', policyVersion: 0 },
    trace: attempt.trace,
  } as const;
  await recordAudit(em, actor, {
    service: 'identity',
    community,
    action: 'sessions:begin',
    resource: { type: 'Passkey', id: passkey.id },
    outcome: 'DENIED',
    details: { reason: 'PASSKEY_COUNTER_WENT_BACK', kept: passkey.signCount, received: signCount },
  });
}
