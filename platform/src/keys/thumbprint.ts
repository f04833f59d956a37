import { hash } from 'node:crypto';

/** The thumbprint of a public Ed25519 key (RFC 7638), base64url: an id for keys that have none. */
export function thumbprint(x: string): string {
  return hash('sha256', JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }), 'base64url');
}
