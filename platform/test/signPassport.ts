import { passportIssuer, type PassportClaims } from '@ai-collective/contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** A gateway's key pair for tests: signs passports and shows the matching public keys. */
export async function createTestGateway() {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA' }] });
  const sign = (
    claims: Partial<PassportClaims> = {},
    issuedAt = Math.floor(Date.now() / 1000),
  ): Promise<string> =>
    new SignJWT({
      iss: passportIssuer,
      aud: 'identity',
      sub: 'per_test',
      kind: 'PERSON',
      community: 'com_test',
      roles: ['MEMBER'],
      scopes: null,
      policyVersion: 0,
      iat: issuedAt,
      exp: issuedAt + 60,
      ...claims,
    })
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
      .sign(privateKey);
  return { jwks, sign, privateKey };
}
