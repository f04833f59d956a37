import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { inOrder, type ScheduledKey } from './keySchedule.js';
import { thumbprint } from './thumbprint.js';

/** A private Ed25519 key that signs from an instant on. */
export interface SigningKey extends ScheduledKey {
  /** The public half, base64url. */
  readonly x: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Most keys of one set: years of rotation, or a mistake. */
export const keysLimit = 32;

/** The id of a key: it goes into headers and answers, so it is short and harmless. */
export const kidSchema = z.string().regex(/^[\w.-]{1,64}$/);

const half = z.string().regex(/^[\w-]{43}$/);

const privateJwkSchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: half,
  d: half,
  kid: kidSchema.optional(),
  nbf: z.int().nonnegative().default(0),
});

const keySetSchema = z.object({ keys: z.array(privateJwkSchema).min(1).max(keysLimit) });

/**
 * Reads one private Ed25519 key in JSON Web Key form, or a set of them, each with `nbf`: the Unix second from which it signs
 * (0 when absent). A key without `kid` is known by its thumbprint. Throws when anything in it is no such key, and says nothing
 * of what it holds.
 */
export function readSigningKeys(value: unknown): readonly SigningKey[] {
  const set = keySetSchema.safeParse(value);
  const lone = privateJwkSchema.safeParse(value);
  if (!set.success && !lone.success)
    throw new Error('must be private Ed25519 keys in JSON Web Key form, each with kty, crv, x and d');
  const jwks = set.success ? set.data.keys : lone.success ? [lone.data] : [];
  const keys = jwks.map(signingKey);
  for (const member of ['kid', 'x'] as const)
    if (new Set(keys.map((key) => key[member])).size < keys.length)
      throw new Error(`must not hold two keys of the same ${member}`);
  return inOrder(keys);
}

function signingKey({ kty, crv, x, d, kid, nbf }: z.infer<typeof privateJwkSchema>): SigningKey {
  const privateKey = createPrivateKey({ key: { kty, crv, x, d }, format: 'jwk' });
  const publicKey = createPublicKey(privateKey);
  if (publicKey.export({ format: 'jwk' }).x !== x)
    throw new Error('must hold keys whose halves belong together');
  return { kid: kid ?? thumbprint(x), nbf, x, privateKey, publicKey };
}
