import { createPublicKey, verify, type KeyObject } from 'node:crypto';

/**
 * Checks an Ed25519 signature. `publicKey` is the raw 32 bytes and `signature` the 64 bytes, both base64url.
 * A key or signature of another shape verifies nothing. Never throws.
 */
export function verifyDeviceSignature(publicKey: string, message: Uint8Array, signature: string): boolean {
  try {
    return verify(null, message, toKey(publicKey), Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/** Reading a key costs as much as a fifth of using it, and devices keep theirs. Forgotten together when there are too many. */
const keys = new Map<string, KeyObject>();
const mostKeys = 20_000;

function toKey(publicKey: string): KeyObject {
  const known = keys.get(publicKey);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  if (keys.size >= mostKeys) keys.clear();
  keys.set(publicKey, key);
  return key;
}
