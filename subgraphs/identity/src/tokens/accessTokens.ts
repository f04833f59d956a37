import type { KeyObject } from 'node:crypto';
import type { PublicKeySet, SigningKeys } from '@ai-collective/platform';
import { errors as joseErrors, jwtVerify, SignJWT, type JWTHeaderParameters } from 'jose';
import { z } from 'zod';
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
  /** The public keys: of those to come, of the one that signs, and of former ones until their last token is over. */
  jwks(now: Date): PublicKeySet;
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

/** How long an access token lasts, seconds. */
export const accessTokenSeconds = 15 * 60;

const issuer = 'aic-identity';
const audience = 'aic';
const algorithm = 'EdDSA';
/** How far the clocks of two replicas may be apart. */
const clockSkewSeconds = 5;
const claimsSchema = z.object({ sub: z.string().min(1), sid: z.string().min(1), iat: z.int(), exp: z.int() });

/** Makes the signer and verifier of some keys, which may change while they are in use. */
export function createAccessTokens(keys: SigningKeys): AccessTokens {
  return {
    jwks: (now) => keys.published(now.getTime() / 1000),
    sign: async ({ personId, sessionId, now }) => {
      const issuedAt = Math.floor(now.getTime() / 1000);
      const { kid, privateKey } = keys.current(issuedAt);
      const token = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: algorithm, kid, typ: 'at+jwt' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(personId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + accessTokenSeconds)
        .sign(privateKey);
      return { token, expiresAt: new Date((issuedAt + accessTokenSeconds) * 1000) };
    },
    verify: async (token, now) => {
      try {
        const options = { algorithms: [algorithm], issuer, audience, typ: 'at+jwt', currentDate: now };
        const { sub, sid, iat, exp } = claimsSchema.parse(
          (await jwtVerify(token, keyFor(keys, now), options)).payload,
        );
        if (iat > now.getTime() / 1000 + clockSkewSeconds || exp - iat > accessTokenSeconds)
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

/** Finds the key that a token names, if its tokens are accepted now. One that names none may mean the only one there is. */
function keyFor(keys: SigningKeys, now: Date): (header: JWTHeaderParameters) => KeyObject {
  return ({ kid }) => {
    const key = keys.accepted(kid, now.getTime() / 1000);
    if (key === undefined) throw errors.UNAUTHENTICATED();
    return key.publicKey;
  };
}
