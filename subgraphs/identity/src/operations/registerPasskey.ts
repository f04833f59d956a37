import { newId } from '@ai-collective/contracts';
import type { EntityManager } from '@ai-collective/platform';
import { verifyRegistrationResponse, type RegistrationResponseJSON } from '@simplewebauthn/server';
import { Passkey, type PasskeyRow } from '../entities/Passkey.js';
import { errors } from '../errors.js';
import { auditOwnSignIn, type SignedInCaller } from './auditOwnSignIn.js';
import { challengeOf } from './challengeOf.js';
import { lockPerson } from './lockPerson.js';
import { onUniqueViolation } from './onUniqueViolation.js';
import { useUpChallenge } from './passkeyChallenges.js';
import { countRecoveryCodes, replaceRecoveryCodes } from './recoveryCodes.js';
import type { Services } from './Services.js';

const passkeysPerPerson = 20;

/** What a browser answers with, and what the passkey is to be called. */
export interface NewPasskey {
  readonly name: string;
  readonly browser: string | undefined;
  readonly response: RegistrationResponseJSON;
}

export interface RegisteredPasskey {
  readonly passkey: PasskeyRow;
  /** New codes, when the person had none left; null otherwise. Shown once. */
  readonly recoveryCodes: readonly string[] | null;
}

/**
 * Adds a passkey to a person who is signed in. Throws PASSKEY_CHALLENGE_INVALID, PASSKEY_INVALID, PASSKEY_EXISTS or
 * TOO_MANY_PASSKEYS.
 */
export async function registerPasskey(
  services: Services,
  caller: SignedInCaller,
  added: NewPasskey,
): Promise<RegisteredPasskey> {
  const { personId } = caller;
  const challenge = challengeOf(added.response.response.clientDataJSON);
  await useUpChallenge(services, { challenge, browser: added.browser }, { kind: 'REGISTER', personId });
  const credential = await verifiedCredential(services, challenge, added.response);
  const createdAt = services.clock();
  const passkey: PasskeyRow = {
    ...credential,
    id: newId('passkey'),
    personId,
    name: added.name,
    createdAt,
    lastUsedAt: null,
  };
  return services.database.withoutTenant(async (em) => {
    await insertPasskey(em, passkey);
    const recoveryCodes =
      (await countRecoveryCodes(em, personId)) === 0
        ? await replaceRecoveryCodes(em, personId, createdAt)
        : null;
    await auditOwnSignIn(em, caller, {
      action: 'passkeys:add',
      resource: { type: 'Passkey', id: passkey.id },
      details: { recoveryCodes: recoveryCodes === null ? 'kept' : 'made' },
    });
    return { passkey, recoveryCodes };
  });
}

async function insertPasskey(em: EntityManager, passkey: PasskeyRow): Promise<void> {
  await lockPerson(em, passkey.personId);
  if ((await em.count(Passkey, { personId: passkey.personId })) >= passkeysPerPerson)
    throw errors.TOO_MANY_PASSKEYS({ limit: passkeysPerPerson });
  await onUniqueViolation(
    () => em.insert(Passkey, passkey),
    () => errors.PASSKEY_EXISTS(),
  );
}

/** The credential in a browser's answer. What is wrong with one that is not genuine is not told. */
async function verifiedCredential(
  { relyingParty }: Services,
  expectedChallenge: string,
  response: RegistrationResponseJSON,
): Promise<Pick<PasskeyRow, 'credentialId' | 'publicKey' | 'signCount' | 'transports' | 'backedUp'>> {
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin: [...relyingParty.origins],
    expectedRPID: relyingParty.id,
    requireUserVerification: true,
  }).catch(() => ({ verified: false as const }));
  if (!verified.verified) throw errors.PASSKEY_INVALID();
  const { credential, credentialBackedUp } = verified.registrationInfo;
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey).toString('base64url'),
    signCount: credential.counter,
    transports: [...(credential.transports ?? [])],
    backedUp: credentialBackedUp,
  };
}
