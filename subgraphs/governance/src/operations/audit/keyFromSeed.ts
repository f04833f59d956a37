import { createPrivateKey, type KeyObject } from 'node:crypto';

/** The fixed beginning of an Ed25519 private key in PKCS #8 (RFC 8410), before its seed. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The Ed25519 key of a seed: 32 bytes, base64url. */
export function keyFromSeed(seed: string): KeyObject {
  const der = Buffer.concat([pkcs8Prefix, Buffer.from(seed, 'base64url')]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}
