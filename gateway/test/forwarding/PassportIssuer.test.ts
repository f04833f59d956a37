import { generateKeyPairSync } from 'node:crypto';
import { createPassportVerifier, fixedSigningKeys } from '@ai-collective/platform';
import { newPrivateJwk, readSigningKeys } from '@ai-collective/platform/testing';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { anonymous, type Principal } from '../../src/authentication/Principal.js';
import { createPassportIssuer } from '../../src/forwarding/PassportIssuer.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const privateJwk = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'k1' });
const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'EdDSA' }] });

const signingKeys = (jwk: string) =>
  fixedSigningKeys(jwk, { option: 'PASSPORT_PRIVATE_JWK', tokenLifetimeSeconds: 60 });

const ada: Principal = {
  sub: 'per_1',
  kind: 'PERSON',
  community: 'com_1',
  ancestors: [],
  roles: ['OWNER'],
  grants: [],
  scopes: null,
  expiresAt: null,
};

function issuer(clock: { now: number }, versions: Record<string, number> = {}) {
  return createPassportIssuer({
    keys: signingKeys(privateJwk),
    policyVersionOf: (id) => versions[id] ?? 0,
    clockSeconds: () => clock.now,
  });
}

const verify = (audience: 'compute' | 'storage', token: string, now: number) =>
  createPassportVerifier({ audience, jwks, clockSeconds: () => now })(token);

describe('passports', () => {
  it('say who is asking, in which community, under which policy, to one audience', async () => {
    const token = issuer({ now: 1_000 }, { com_1: 3 }).issue(ada, 'compute');
    expect(await verify('compute', token, 1_000)).toEqual({
      ...{ iss: 'aic-gateway', aud: 'compute', sub: 'per_1', kind: 'PERSON', community: 'com_1' },
      ...{ ancestors: [], grants: [] },
      ...{ roles: ['OWNER'], scopes: null, policyVersion: 3, iat: 1_000, exp: 1_060 },
    });
    await expect(verify('storage', token, 1_000)).rejects.toMatchObject({ code: 'PASSPORT_INVALID' });
  });

  it('carry what was granted besides, and the communities around', async () => {
    const grant = {
      id: 'grt_1',
      role: 'AUDITOR',
      permissions: [],
      on: { type: 'COMMUNITY' },
      until: 2_000,
    } as const;
    const somebody = { ...ada, ancestors: ['com_0'], grants: [grant] };
    const token = issuer({ now: 1_000 }).issue(somebody, 'compute');
    expect(await verify('compute', token, 1_000)).toMatchObject({ ancestors: ['com_0'], grants: [grant] });
  });

  it('name the session of a person who has one', async () => {
    const token = issuer({ now: 1_000 }).issue({ ...ada, session: 'ses_1' }, 'compute');
    expect(await verify('compute', token, 1_000)).toMatchObject({ sub: 'per_1', session: 'ses_1' });
  });

  it('are reused until ten seconds before they expire', () => {
    const clock = { now: 1_000 };
    const { issue } = issuer(clock);
    const first = issue(ada, 'compute');
    clock.now = 1_049;
    expect(issue(ada, 'compute')).toBe(first);
    clock.now = 1_051;
    expect(issue(ada, 'compute')).not.toBe(first);
  });

  it('differ by audience, person and policy version', () => {
    const versions: Record<string, number> = { com_1: 1 };
    const { issue } = issuer({ now: 1_000 }, versions);
    const tokens = [
      issue(ada, 'compute'),
      issue(ada, 'storage'),
      issue(anonymous, 'compute'),
      issue({ ...ada, roles: [] }, 'compute'),
    ];
    versions.com_1 = 2;
    tokens.push(issue(ada, 'compute'));
    expect(new Set(tokens).size).toBe(5);
  });

  it('do not outlive the credential', async () => {
    const { issue } = issuer({ now: 1_000 });
    const token = issue({ ...ada, expiresAt: 1_020 }, 'compute');
    expect((await verify('compute', token, 1_000)).exp).toBe(1_020);
  });

  describe('while keys change', () => {
    const [first, second] = [newPrivateJwk(0), newPrivateJwk(1_010)];
    const issuing = (...jwks: object[]) => {
      const clock = { now: 1_000 };
      const keys = signingKeys(JSON.stringify({ keys: jwks }));
      const passports = createPassportIssuer({
        keys,
        policyVersionOf: () => 0,
        clockSeconds: () => clock.now,
      });
      const kidOf = () => decodeProtectedHeader(passports.issue(ada, 'compute')).kid;
      return { clock, keys, kidOf, ...passports };
    };

    it('are signed with the key whose time has come, and those of the former are used to their end', () => {
      const { clock, issue, kidOf } = issuing(first, second);
      const token = issue(ada, 'compute');
      expect(kidOf()).toBe(first.kid);
      clock.now = 1_011;
      expect(issue(ada, 'compute')).toBe(token);
      expect(decodeProtectedHeader(issue(ada, 'storage')).kid).toBe(second.kid);
      clock.now = 1_051;
      expect(kidOf()).toBe(second.kid);
    });

    it('are signed anew when their key was removed', () => {
      const { keys, clock, kidOf } = issuing(first);
      expect(kidOf()).toBe(first.kid);
      keys.replace(readSigningKeys({ ...second, nbf: 0 }), clock.now);
      expect(kidOf()).toBe(second.kid);
    });

    it('name the key that signed them, whichever signed before', async () => {
      const { clock, issue, keys } = issuing(first, second);
      for (const now of [1_000, 1_020, 1_005]) {
        clock.now = now;
        const token = issue({ ...ada }, 'compute');
        const published = JSON.stringify(keys.published(now));
        const verifier = createPassportVerifier({
          audience: 'compute',
          jwks: published,
          clockSeconds: () => now,
        });
        expect(await verifier(token)).toMatchObject({ sub: 'per_1' });
      }
    });
  });

  it.each(['', 'x', '{}', JSON.stringify(publicKey.export({ format: 'jwk' }))])(
    'need a private key, not %j',
    (key) => {
      expect(() => signingKeys(key)).toThrow('PASSPORT_PRIVATE_JWK');
    },
  );
});
