import { createPrivateKey, sign as signBytes, type JsonWebKey } from 'node:crypto';
import {
  passportAlgorithm,
  passportIssuer,
  passportLifetimeSeconds,
  type PassportClaims,
  type SubgraphName,
} from '@ai-collective/contracts';
import type { JWK } from 'jose';
import { z } from 'zod';
import type { Principal } from '../authentication/Principal.js';

/** Signs who is asking into a token that one subgraph accepts. */
export interface PassportIssuer {
  issue(principal: Principal, audience: SubgraphName): string;
}

export interface PassportIssuerSettings {
  /** Private Ed25519 key as JSON Web Key. */
  readonly privateJwk: string;
  /** Version of the policy in force in a community; 0 before the first. */
  readonly policyVersionOf: (communityId: string) => number;
  readonly clockSeconds?: () => number;
}

/** A passport is signed anew when it has less than this to live: a request must reach its subgraph with it. */
const marginSeconds = 10;

const privateJwkSchema = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  d: z.string(),
  kid: z.string().optional(),
});

interface Issued {
  readonly token: string;
  readonly policyVersion: number;
  readonly expiresAt: number;
}

/** Makes an issuer. A principal's passports are reused until shortly before they expire. Throws when the key is none. */
export function createPassportIssuer(settings: PassportIssuerSettings): PassportIssuer {
  const sign = tokenSigner(parsePrivateJwk(settings.privateJwk));
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
      if (known?.policyVersion === policyVersion && known.expiresAt - marginSeconds > now())
        return known.token;
      const claims = claimsOf(principal, { audience, policyVersion, now: Math.floor(now()) });
      const token = sign(claims);
      passports.set(audience, { token, policyVersion, expiresAt: claims.exp });
      return token;
    },
  };
}

/**
 * Signs claims as a JSON Web Token in compact form (RFC 7515, 7519, 8037). jose does the same by WebCrypto, a job of the thread
 * pool for each: 137 us of processor time a token, against 70.
 */
function tokenSigner(jwk: JWK): (claims: PassportClaims) => string {
  const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
  const header = encoded({ alg: passportAlgorithm, ...(jwk.kid !== undefined && { kid: jwk.kid }) });
  return (claims) => {
    const signed = `${header}.${encoded(claims)}`;
    return `${signed}.${signBytes(null, Buffer.from(signed), key).toString('base64url')}`;
  };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
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

/** Reads a private Ed25519 key. Throws when it is none. */
export function parsePrivateJwk(text: string): JWK {
  try {
    return privateJwkSchema.parse(JSON.parse(text)) as JWK;
  } catch {
    throw new Error('PASSPORT_PRIVATE_JWK is not a private Ed25519 key in JSON Web Key form.');
  }
}
