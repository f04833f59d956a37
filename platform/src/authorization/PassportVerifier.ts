import {
  passportAlgorithm,
  passportClaimsSchema,
  passportIssuer,
  passportLifetimeSeconds,
  type PassportClaims,
  type SubgraphName,
} from '@ai-collective/contracts';
import type { KeyObject } from 'node:crypto';
import { jwtVerify, type JWTHeaderParameters } from 'jose';
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors/AppError.js';
import { isAccepted } from '../keys/keySchedule.js';
import { acceptedKey, type VerificationKey } from '../keys/verificationKey.js';
import { fixedVerificationKeys, type VerificationKeys } from '../keys/VerificationKeys.js';

/** Turns the passport header of a request into claims, or throws PASSPORT_REQUIRED, PASSPORT_INVALID or PASSPORT_KEYS_UNAVAILABLE. */
export type PassportVerifier = (header: string | readonly string[] | undefined) => Promise<PassportClaims>;

/** A passport that was verified, and with which key. */
interface Verified {
  readonly claims: PassportClaims;
  readonly key: VerificationKey;
}

/**
 * Verifies passports for one audience. Verified tokens are remembered until they expire or their key is no longer accepted,
 * 10,000 at most: checking a signature costs 0.3 ms.
 */
export function createPassportVerifier(settings: {
  readonly audience: SubgraphName;
  /** The gateway's public keys: a JSON Web Key Set as text, or keys that are followed. */
  readonly jwks: string | VerificationKeys;
  readonly clockSeconds?: () => number;
}): PassportVerifier {
  const now = settings.clockSeconds ?? (() => Date.now() / 1000);
  const { jwks } = settings;
  const keys = typeof jwks === 'string' ? fixedVerificationKeys(jwks) : jwks;
  const verified = new LRUCache<string, Verified>({ max: 10_000 });

  return async (header) => {
    if (typeof header !== 'string' || header === '')
      throw new AppError('PASSPORT_REQUIRED', 'Only the gateway may call this service.', { status: 401 });
    const known = verified.get(header);
    if (known !== undefined) {
      const time = now();
      if (known.claims.exp > time && isInForce(known.key, time)) return known.claims;
    }
    const fresh = await verify(header);
    verified.set(header, fresh);
    return fresh.claims;
  };

  /** Whether the key, or one that only has another end by now, is accepted. */
  function isInForce({ kid, x }: VerificationKey, time: number): boolean {
    const key = keys.known.get(kid);
    return key?.x === x && isAccepted(key, time);
  }

  async function verify(token: string): Promise<Verified> {
    let key: VerificationKey | undefined;
    const keyOf = async ({ kid }: JWTHeaderParameters): Promise<KeyObject> => {
      key = await findKey(kid);
      return key.publicKey;
    };
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: [passportAlgorithm],
        issuer: passportIssuer,
        audience: settings.audience,
        maxTokenAge: passportLifetimeSeconds,
        currentDate: new Date(now() * 1000),
        clockTolerance: 5,
      });
      const claims = passportClaimsSchema.parse(payload);
      if (key === undefined || !isInForce(key, now())) throw new Error('The key was removed meanwhile.');
      return { claims, key };
    } catch (cause) {
      if (keys.known.size === 0) throw keysUnavailable(cause);
      throw new AppError('PASSPORT_INVALID', 'The passport is not valid.', { status: 401, cause });
    }
  }

  /** A key that is not known may have come after the last look. */
  async function findKey(kid: string | undefined): Promise<VerificationKey> {
    const isUnknown = kid === undefined ? keys.known.size === 0 : !keys.known.has(kid);
    if (isUnknown) await keys.refresh();
    const key = acceptedKey(keys.known, kid, now());
    if (key === undefined) throw new Error('No accepted key has the id that the passport names.');
    return key;
  }
}

function keysUnavailable(cause: unknown): AppError {
  return new AppError('PASSPORT_KEYS_UNAVAILABLE', 'The keys of the gateway are not known yet.', {
    status: 503,
    cause,
  });
}
