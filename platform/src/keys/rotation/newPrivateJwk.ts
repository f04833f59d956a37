import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A private key as it is written to a file. */
export interface PrivateJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
  /** From when it signs, Unix seconds. */
  readonly nbf: number;
}

/** Makes a key that signs from an instant on. */
export function newPrivateJwk(nbf: number): PrivateJwk {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  const kid = randomBytes(8).toString('hex');
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid, alg: 'EdDSA', use: 'sig', nbf };
}
