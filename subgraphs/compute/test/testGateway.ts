import { generateKeyPairSync, sign } from 'node:crypto';
import { passportIssuer, type PassportClaims } from '@ai-collective/contracts';

/** A gateway's key pair for tests: signs passports for compute and shows the matching public key. */
export class TestGateway {
  readonly #keys = generateKeyPairSync('ed25519');

  readonly jwks = JSON.stringify({
    keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'EdDSA' }],
  });

  passport(claims: Partial<PassportClaims> = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const payload: PassportClaims = {
      iss: passportIssuer,
      aud: 'compute',
      sub: 'per_alice',
      kind: 'PERSON',
      community: 'com_one',
      ancestors: [],
      roles: ['OPERATOR'],
      grants: [],
      scopes: null,
      policyVersion: 0,
      iat: now,
      exp: now + 60,
      ...claims,
    };
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const body = `${encode({ alg: 'EdDSA', kid: 'test' })}.${encode(payload)}`;
    return `${body}.${sign(null, Buffer.from(body), this.#keys.privateKey).toString('base64url')}`;
  }
}
