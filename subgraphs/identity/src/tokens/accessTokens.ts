import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  errors as joseErrors,
  importJWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import { z } from 'zod';
import type { SigningJwk } from '../config.js';
import { errors } from '../errors.js';

/** Access tokens of people: EdDSA JSON Web Tokens, fifteen minutes long, bound to a session. */
export interface AccessTokens {
  /** Signs a token for a person's session. */
  sign(token: {
    readonly personId: string;
    readonly sessionId: string;
    readonly now: Date;
  }): Promise<SignedToken>;
  /** Throws UNAUTHENTICATED or ACCESS_TOKEN_EXPIRED. Says nothing about the session: look it up. */
  verify(token: string, now: Date): Promise<VerifiedToken>;
  /** The public keys, as a JSON Web Key Set. */
  readonly jwks: { readonly keys: readonly PublicJwk[] };
}

export interface SignedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

export interface VerifiedToken {
  readonly personId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

interface PublicJwk {
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly kid: string;
  readonly alg: string;
  readonly use: string;
}

const issuer = 'aic-identity';
const audience = 'aic';
const algorithm = 'EdDSA';
const lifetimeSeconds = 15 * 60;
/** How far the clocks of two replicas may be apart. */
const clockSkewSeconds = 5;
const claimsSchema = z.object({ sub: z.string().min(1), sid: z.string().min(1), iat: z.int(), exp: z.int() });

/** Makes the signer and verifier of one private key. */
export async function createAccessTokens(jwk: SigningJwk): Promise<AccessTokens> {
  const { kty, crv, x, d } = jwk;
  const kid = jwk.kid ?? (await calculateJwkThumbprint({ kty, crv, x }));
  const privateKey = await importJWK({ kty, crv, x, d }, algorithm);
  const publicJwk: PublicJwk = { kty, crv, x, kid, alg: algorithm, use: 'sig' };
  const publicKeys = createLocalJWKSet({ keys: [{ ...publicJwk }] });
  return {
    jwks: { keys: [publicJwk] },
    sign: async ({ personId, sessionId, now }) => {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const token = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: algorithm, kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(personId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeSeconds)
        .sign(privateKey);
      return { token, expiresAt: new Date((issuedAt + lifetimeSeconds) * 1000) };
    },
    verify: async (token, now) => {
      try {
        const options = { algorithms: [algorithm], issuer, audience, typ: 'at+jwt', currentDate: now };
        const { sub, sid, iat, exp } = claimsSchema.parse(
          (await jwtVerify(token, publicKeys, options)).payload,
        );
        if (iat > now.getTime() / 1000 + clockSkewSeconds || exp - iat > lifetimeSeconds)
          throw errors.UNAUTHENTICATED();
        return { personId: sub, sessionId: sid, expiresAt: new Date(exp * 1000) };
      } catch (error) {
        throw error instanceof joseErrors.JWTExpired
          ? errors.ACCESS_TOKEN_EXPIRED()
          : errors.UNAUTHENTICATED();
      }
    },
  };
}
