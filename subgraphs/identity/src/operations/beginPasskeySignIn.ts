import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { challengeSeconds } from '../rules/challengeCookie.js';
import { rememberChallenge } from './passkeyChallenges.js';
import type { Services } from './Services.js';

/** What a browser needs to ask its authenticator, and the secret it must come back with. */
export interface BegunPasskeySignIn {
  readonly options: PublicKeyCredentialRequestOptionsJSON;
  /** For the challenge cookie. */
  readonly browser: string;
}

/** Begins signing in with whichever passkey the person chooses: no name is asked for, none is told. Throws RATE_LIMITED. */
export async function beginPasskeySignIn(services: Services, source: string): Promise<BegunPasskeySignIn> {
  const options = await generateAuthenticationOptions({
    rpID: services.relyingParty.id,
    userVerification: 'required',
    timeout: challengeSeconds * 1000,
  });
  const browser = await rememberChallenge(services, options.challenge, {
    purpose: { kind: 'SIGN_IN' },
    source,
  });
  return { options, browser };
}
