import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
} from 'openid-client';
import { errors } from '../errors.js';
import { profileOf, type IssuerProfile } from '../rules/issuerProfile.js';
import { issuerFailure } from './issuerFailure.js';

/** What must come back unchanged, or stay with us, from one sign-in. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  /** PKCE, RFC 7636. */
  readonly verifier: string;
}

/** Who the issuer says has signed in. */
export interface IssuerAccount extends IssuerProfile {
  readonly issuer: string;
  readonly subject: string;
}

const longestSubject = 255;

/** Where to send the browser, and what to check its return by. */
export async function leaveForIssuer(
  configuration: Configuration,
  redirectUri: string,
): Promise<{ readonly url: string; readonly checks: SignInChecks }> {
  const checks = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
  const url = buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    state: checks.state,
    nonce: checks.nonce,
    code_challenge: await calculatePKCECodeChallenge(checks.verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, checks };
}

/**
 * Trades the code in the address the browser came back to for an ID token, and checks its signature, issuer, audience,
 * times and nonce. Throws OIDC_DENIED, OIDC_RESPONSE_INVALID or OIDC_ISSUER_UNREACHABLE.
 */
export async function returnFromIssuer(
  configuration: Configuration,
  address: URL,
  checks: SignInChecks,
): Promise<IssuerAccount> {
  try {
    const tokens = await authorizationCodeGrant(configuration, address, {
      expectedState: checks.state,
      expectedNonce: checks.nonce,
      pkceCodeVerifier: checks.verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined || claims.sub.length > longestSubject) throw errors.OIDC_RESPONSE_INVALID();
    const { issuer, userinfo_endpoint: userInfo } = configuration.serverMetadata();
    const more =
      userInfo === undefined ? {} : await fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { issuer, subject: claims.sub, ...profileOf({ ...more, ...claims }) };
  } catch (error) {
    throw issuerFailure(error);
  }
}
