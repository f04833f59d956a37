import type { PublishedKey } from './keySchedule.js';
import type { SigningKey } from './signingKey.js';

/** The public half of a key, as everybody may see it. Times are Unix seconds. */
export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
  readonly alg: 'EdDSA';
  readonly use: 'sig';
  /** From when it signs; absent: it always did. */
  readonly nbf?: number;
  /** Until when it is accepted; absent: no other follows it yet. */
  readonly exp?: number;
}

/** A JSON Web Key Set of public keys (RFC 7517). */
export interface PublicKeySet {
  readonly keys: readonly PublicJwk[];
}

/** Names each member that is published: nothing else of a key can get out. */
export function toPublicJwk({ key, exp }: PublishedKey<SigningKey>): PublicJwk {
  const { x, kid, nbf } = key;
  return {
    ...{ kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' },
    ...(nbf > 0 && { nbf }),
    ...(exp !== undefined && { exp }),
  };
}
