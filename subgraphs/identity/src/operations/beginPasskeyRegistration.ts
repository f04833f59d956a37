import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
} from '@simplewebauthn/server';
import { Passkey } from '../entities/Passkey.js';
import { Person } from '../entities/Person.js';
import { challengeSeconds } from '../rules/challengeCookie.js';
import { rememberChallenge } from './passkeyChallenges.js';
import { requireFreshSignIn, type OwnSessionId } from './requireFreshSignIn.js';
import type { Services } from './Services.js';

/** What a browser needs to have a passkey made, and the secret it must come back with. */
export interface BegunPasskeyRegistration {
  readonly options: PublicKeyCredentialCreationOptionsJSON;
  /** For the challenge cookie. */
  readonly browser: string;
}

/**
 * Begins adding a passkey that its owner can use without saying who they are. Only somebody who has just signed in is given a
 * challenge, and whoever answers it within its five minutes need not have. Throws FRESH_SIGN_IN_REQUIRED or RATE_LIMITED.
 */
export async function beginPasskeyRegistration(
  services: Services,
  own: OwnSessionId,
): Promise<BegunPasskeyRegistration> {
  const { personId } = own;
  const { person, passkeys } = await services.database.withoutTenant(async (em) => {
    await requireFreshSignIn(em, own, services.clock());
    return {
      person: await em.findOneOrFail(Person, { id: personId }),
      passkeys: await em.find(Passkey, { personId }),
    };
  });
  const options = await generateRegistrationOptions({
    rpName: services.relyingParty.name,
    rpID: services.relyingParty.id,
    userID: new TextEncoder().encode(personId),
    userName: person.email ?? person.name,
    userDisplayName: person.name,
    timeout: challengeSeconds * 1000,
    attestationType: 'none',
    excludeCredentials: passkeys.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const browser = await rememberChallenge(services, options.challenge, {
    purpose: { kind: 'REGISTER', personId },
    source: personId,
  });
  return { options, browser };
}
