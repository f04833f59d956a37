import type { Trace } from '@ai-collective/platform';
import { errors } from '../errors.js';
import { returnFromIssuer, type IssuerAccount } from '../oidc/signInAtIssuer.js';
import { openState, type SignInState } from '../oidc/signInState.js';
import { matchesDigest, secretDigest } from '../rules/secretDigest.js';
import { admitIssuerAccount } from './admitIssuerAccount.js';
import { endSessionById } from './endSessions.js';
import { issuerClient, redirectUriOf } from './issuerClient.js';
import { linkAccount } from './linkAccount.js';
import type { Services } from './Services.js';

/** A browser that has come back from an issuer. */
export interface IssuerReturn {
  readonly issuerId: string;
  /** What stands after the question mark, as the browser sent it. */
  readonly query: string;
  readonly sealedState: string | undefined;
  readonly trace: Trace;
}

/** Where to go on to; with a session's credential unless an account was linked. */
export interface IssuerSignedIn {
  readonly next: string;
  readonly credential: string | null;
}

/**
 * Finishes what {@link beginIssuerSignIn} began in the same browser, once, and ends the session that the browser had. Throws OIDC_STATE_INVALID, OIDC_STATE_USED,
 * OIDC_DENIED, OIDC_RESPONSE_INVALID, OIDC_ISSUER_UNREACHABLE, OIDC_ISSUER_NOT_FOUND, and what keeps the person out.
 */
export async function finishIssuerSignIn(services: Services, arrival: IssuerReturn): Promise<IssuerSignedIn> {
  const state = stateOf(services, arrival);
  await spendState(services, state);
  const configuration = await issuerClient(services, state);
  const address = new URL(`${redirectUriOf(services, state.issuerId)}?${arrival.query}`);
  const account = await returnFromIssuer(configuration, address, state);
  return { next: state.next, credential: await settle(services, { state, account, trace: arrival.trace }) };
}

/** Whether a browser is on its way to link an account, rather than to sign in. */
export function isLinkingAccount({ oidc, clock }: Services, sealedState: string | undefined): boolean {
  return (openState(oidc.states, sealedState, clock())?.linkFrom ?? null) !== null;
}

function stateOf(services: Services, { issuerId, query, sealedState }: IssuerReturn): SignInState {
  const state = openState(services.oidc.states, sealedState, services.clock());
  const given = new URLSearchParams(query).get('state') ?? '';
  const isOurs = state?.issuerId === issuerId && matchesDigest(given, secretDigest(state.state));
  if (state === undefined || !isOurs) throw errors.OIDC_STATE_INVALID();
  return state;
}

/** Each state works once, in whichever process it arrives; spent ones are forgotten when they would be over anyway. */
async function spendState({ database, clock }: Services, state: SignInState): Promise<void> {
  const spent = await database.withoutTenant(async (em) => {
    await em.execute('delete from spent_sign_in_state where expires_at < ?', [clock()]);
    return em.execute<object[]>(
      `insert into spent_sign_in_state (digest, expires_at) values (?, ?)
       on conflict (digest) do nothing returning digest`,
      [secretDigest(state.state), new Date(state.expiresAt)],
    );
  });
  if (spent.length === 0) throw errors.OIDC_STATE_USED();
}

async function settle(
  services: Services,
  settled: { readonly state: SignInState; readonly account: IssuerAccount; readonly trace: Trace },
): Promise<string | null> {
  const { state, account, trace } = settled;
  if (state.linkFrom !== null) {
    await linkAccount(services, { ...state, sessionId: state.linkFrom }, { account, trace });
    return null;
  }
  const credential = await admitIssuerAccount(services, state, { account, trace });
  if (state.former !== null) await endSessionById(services, trace, state.former);
  return credential;
}
