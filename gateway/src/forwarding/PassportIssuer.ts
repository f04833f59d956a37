import {
  passportIssuer,
  passportLifetimeSeconds,
  type PassportClaims,
  type SubgraphName,
} from '@ai-collective/contracts';
import type { SigningKeys } from '@ai-collective/platform/runtime';
import type { Principal } from '../authentication/Principal.js';
import { tokenSigner } from './tokenSigner.js';

/** Signs who is asking into a token that one subgraph accepts. */
export interface PassportIssuer {
  issue(principal: Principal, audience: SubgraphName): string;
}

export interface PassportIssuerSettings {
  readonly keys: SigningKeys;
  /** Version of the policy in force in a community; 0 before the first. */
  readonly policyVersionOf: (communityId: string) => number;
  readonly clockSeconds?: () => number;
}

/** A passport is signed anew when it has less than this to live: a request must reach its subgraph with it. */
const marginSeconds = 10;

interface Issued {
  readonly token: string;
  readonly kid: string;
  readonly policyVersion: number;
  readonly expiresAt: number;
}

/** Makes an issuer. A principal's passports are reused until shortly before they expire, or their key was removed. */
export function createPassportIssuer(settings: PassportIssuerSettings): PassportIssuer {
  const { keys } = settings;
  const sign = tokenSigner();
  const now = settings.clockSeconds ?? (() => Date.now() / 1000);
  const issued = new WeakMap<Principal, Map<SubgraphName, Issued>>();

  const passportsOf = (principal: Principal): Map<SubgraphName, Issued> => {
    const known = issued.get(principal);
    if (known !== undefined) return known;
    const none = new Map<SubgraphName, Issued>();
    issued.set(principal, none);
    return none;
  };

  return {
    issue: (principal, audience) => {
      const policyVersion = settings.policyVersionOf(principal.community);
      const passports = passportsOf(principal);
      const known = passports.get(audience);
      const time = now();
      if (
        known?.policyVersion === policyVersion &&
        known.expiresAt - marginSeconds > time &&
        keys.holds(known.kid)
      )
        return known.token;
      const key = keys.current(time);
      const claims = claimsOf(principal, { audience, policyVersion, now: Math.floor(time) });
      const token = sign(claims, key);
      passports.set(audience, { token, kid: key.kid, policyVersion, expiresAt: claims.exp });
      return token;
    },
  };
}

/** A passport never outlives the credential it stands for. */
function claimsOf(
  principal: Principal,
  {
    audience,
    policyVersion,
    now,
  }: { readonly audience: SubgraphName; readonly policyVersion: number; readonly now: number },
): PassportClaims {
  const { sub, kind, community, ancestors, roles, grants, scopes, session, expiresAt } = principal;
  const exp = Math.min(now + passportLifetimeSeconds, expiresAt ?? Number.POSITIVE_INFINITY);
  return {
    iss: passportIssuer,
    aud: audience,
    sub,
    kind,
    community,
    ancestors,
    roles,
    grants,
    scopes,
    policyVersion,
    ...(session !== undefined && { session }),
    iat: now,
    exp,
  };
}
