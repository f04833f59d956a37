import { errors } from '../errors.js';
import { leaveForIssuer } from '../oidc/signInAtIssuer.js';
import { sealState } from '../oidc/signInState.js';
import { parseCredential } from '../rules/credentialFormat.js';
import { stateSeconds } from '../rules/stateCookie.js';
import { genuineSessionId } from './endSessions.js';
import { findCommunityId } from './findCommunityId.js';
import { issuerClient, redirectUriOf } from './issuerClient.js';
import { requireFreshSignIn } from './requireFreshSignIn.js';
import { resolveSession } from './resolveSession.js';
import type { Services } from './Services.js';

/** Somebody wants to sign in at an issuer, or to link an account there. */
export interface IssuerSignInWish {
  /** Slug or id. */
  readonly community: string;
  readonly issuerId: string;
  /** A local path. */
  readonly next: string;
  /** The session's credential that the browser has. */
  readonly credential: string | undefined;
  /** Whether the account is linked to the person of this session, rather than signed in with. */
  readonly isLinking: boolean;
  /** Starts are counted by source. */
  readonly source: string;
}

/**
 * Where to send the browser, and the state to keep in it.
 * Throws RATE_LIMITED, OIDC_ISSUER_NOT_FOUND, OIDC_ISSUER_INVALID or OIDC_ISSUER_UNREACHABLE; to link also FRESH_SIGN_IN_REQUIRED or what
 * is wrong with the session.
 */
export async function beginIssuerSignIn(
  services: Services,
  wish: IssuerSignInWish,
): Promise<{ readonly url: string; readonly sealedState: string }> {
  const { issuerId, next, credential, isLinking, source } = wish;
  services.oidc.starts.take(source);
  const communityId = await services.database.withoutTenant((em) => findCommunityId(em, wish.community));
  if (communityId === undefined) throw errors.OIDC_ISSUER_NOT_FOUND();
  const linkFrom = isLinking ? await memberSession(services, credential, communityId) : null;
  const former = isLinking ? null : await genuineSessionId(services, credential);
  const configuration = await issuerClient(services, { communityId, issuerId });
  const { url, checks } = await leaveForIssuer(configuration, redirectUriOf(services, issuerId));
  const expiresAt = services.clock().getTime() + stateSeconds * 1000;
  const state = { ...checks, issuerId, communityId, next, linkFrom, former, expiresAt };
  return { url, sealedState: sealState(services.oidc.states, state) };
}

/** Only members who have just signed in link accounts of a community's issuers: to them alone they are of use. */
async function memberSession(
  services: Services,
  credential: string | undefined,
  communityId: string,
): Promise<string> {
  const parsed = parseCredential(credential ?? '');
  if (parsed.kind !== 'SESSION') throw errors.UNAUTHENTICATED();
  const { sessionId } = parsed;
  const { sub: personId } = await resolveSession(services, parsed, communityId);
  await services.database.withoutTenant((em) =>
    requireFreshSignIn(em, { personId, sessionId }, services.clock()),
  );
  return sessionId;
}
