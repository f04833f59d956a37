import type { RequestContext } from '../forwarding/RequestContext.js';
import type { Arrival, Callers } from '../http/Callers.js';
import { communityOfHost } from './communityOfHost.js';
import { credentialOf } from './credentialOf.js';
import type { CredentialResolver } from './CredentialResolver.js';
import { anonymous, principalText, type Principal } from './Principal.js';
import { whenRefused } from './whenRefused.js';

export interface CallersSettings {
  readonly credentials: Pick<CredentialResolver, 'resolve'>;
  /** How often the credential of an open subscription is checked again, ms. */
  readonly credentialCheckMs: number;
  /** How long an open subscription lasts while its credential cannot be checked, ms. */
  readonly credentialGraceMs: number;
  /** Domain whose hosts `<slug>.<domain>` each choose a community. */
  readonly communityDomain?: string | undefined;
}

/** Callers known by their credentials; without one, anonymous. */
export function createCallers(settings: CallersSettings): Callers<RequestContext> {
  const { credentials, credentialCheckMs: everyMs, credentialGraceMs: graceMs } = settings;

  const authenticate = async ({ headers, host }: Arrival): Promise<Principal> => {
    const credential = credentialOf(headers);
    if (credential === undefined) return anonymous;
    const named = headers['x-community']?.toString().slice(0, 128) ?? '';
    const community = named === '' ? communityOfHost(host, settings.communityDomain) : named;
    return credentials.resolve(credential, community ?? null);
  };

  return {
    identify: async (request) => {
      const principal = await authenticate(request);
      const sharingKey = principalText(principal);
      const context = { principal, sharingKey, traceparent: request.trace.traceparent };
      const { community } = principal;
      return { context, community, sharingKey, admissionKey: admissionKey(principal, request) };
    },
    whenRefused: async (request, signal) => {
      if (credentialOf(request.headers) === undefined) return undefined;
      return whenRefused({ check: () => authenticate(request), everyMs, graceMs, signal });
    },
  };
}

/** Who signed in, otherwise the address that asks. */
function admissionKey({ kind, sub }: Principal, { ip }: Arrival): string {
  return kind === 'ANONYMOUS' ? `${kind} ${ip}` : `${kind} ${sub}`;
}
