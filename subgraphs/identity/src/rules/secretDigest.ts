import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a secret, base64url. Enough for secrets of 256 random bits: they cannot be guessed from a digest. */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** A digest that no secret is known to have. */
const nobodys = Buffer.alloc(32).toString('base64url');

/**
 * Whether a secret has this digest, in a time that does not depend on how much of it is right, nor on whether there is
 * anything it could match: without a digest it is compared all the same, and does not match.
 */
export function matchesDigest(secret: string, digest: string | undefined): boolean {
  const given = Buffer.from(secretDigest(secret));
  const kept = Buffer.from(digest ?? nobodys);
  const isEqual = given.length === kept.length && timingSafeEqual(given, kept);
  return isEqual && digest !== undefined;
}
