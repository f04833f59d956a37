import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { isAccepted } from './keySchedule.js';
import { keysLimit, kidSchema } from './signingKey.js';
import { thumbprint } from './thumbprint.js';

/** A public key with which tokens are checked. */
export interface VerificationKey {
  readonly kid: string;
  readonly x: string;
  readonly publicKey: KeyObject;
  /** Unix seconds; tokens are accepted from `nbf` on, and before `exp`. */
  readonly nbf: number;
  readonly exp: number | undefined;
}

/** Keys by id. */
export type VerificationKeyMap = ReadonlyMap<string, VerificationKey>;

const setSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(keysLimit) });

/** Private members of any kind of key: whoever publishes one has made the key worthless. */
const publicJwkSchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[\w-]{43}$/),
  kid: kidSchema.optional(),
  alg: z.literal('EdDSA').optional(),
  use: z.literal('sig').optional(),
  nbf: z.number().nonnegative().default(0),
  exp: z.number().nonnegative().optional(),
  d: z.undefined().optional(),
  k: z.undefined().optional(),
});

/**
 * Reads a JSON Web Key Set. Keys of another kind are left out (RFC 7517, section 5), and so are symmetric and private ones;
 * those without an id are known by their thumbprint. Throws when none is left, or two have the same id.
 */
export function readVerificationKeys(value: unknown): VerificationKeyMap {
  const set = setSchema.safeParse(value);
  if (!set.success) throw new Error('is no JSON Web Key Set');
  const keys = set.data.keys.flatMap((jwk) => {
    const parsed = publicJwkSchema.safeParse(jwk);
    return parsed.success ? [verificationKey(parsed.data)] : [];
  });
  if (keys.length === 0) throw new Error('holds no public Ed25519 key');
  const byId = new Map(keys.map((key) => [key.kid, key]));
  if (byId.size < keys.length) throw new Error('holds two keys of the same kid');
  return byId;
}

/** The key that a token names, if its tokens are accepted now. One that names none may mean the only one there is. */
export function acceptedKey(
  keys: VerificationKeyMap,
  kid: string | undefined,
  now: number,
): VerificationKey | undefined {
  const [only, ...others] = kid === undefined ? keys.values() : [];
  const key = kid === undefined ? (others.length === 0 ? only : undefined) : keys.get(kid);
  return key !== undefined && isAccepted(key, now) ? key : undefined;
}

function verificationKey({ kty, crv, x, kid, nbf, exp }: z.infer<typeof publicJwkSchema>): VerificationKey {
  const publicKey = createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
  return { kid: kid ?? thumbprint(x), x, publicKey, nbf, exp };
}
