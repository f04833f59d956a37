import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/authentication/Principal.js';
import { createVisitorPassports } from '../../src/forwarding/VisitorPassports.js';

const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
const ada: Principal = {
  sub: 'per_1',
  kind: 'PERSON',
  community: 'com_a',
  ancestors: [],
  roles: ['OWNER'],
  grants: [],
  scopes: null,
  expiresAt: null,
};

describe('the token for a community’s own subgraph', () => {
  const issuing = async () => {
    const clock = { now: 1_000 };
    const visitors = await createVisitorPassports({
      privateJwk: JSON.stringify({ ...jwk, kid: 'k1' }),
      clockSeconds: () => clock.now,
    });
    const tokenFor = async (name: string, principal: Principal) => {
      const headers = await visitors.headersFor(name, {
        principal,
        sharingKey: 'any',
        traceparent: '00-a-b-01',
      });
      expect(Object.keys(headers).sort()).toEqual(['traceparent', 'x-aic-visitor']);
      return headers['x-aic-visitor'] ?? '';
    };
    return { clock, tokenFor };
  };

  it('names its audience, lives a minute, and says nothing of roles', async () => {
    const { tokenFor } = await issuing();
    expect(decodeJwt(await tokenFor('weather', ada))).toEqual({
      iss: 'aic-gateway',
      aud: 'community:com_a:weather',
      sub: 'per_1',
      kind: 'PERSON',
      community: 'com_a',
      iat: 1_000,
      exp: 1_060,
    });
  });

  it('is used again until shortly before it ends, and never for another audience or person', async () => {
    const { tokenFor, clock } = await issuing();
    const first = await tokenFor('weather', ada);
    clock.now += 49;
    expect(await tokenFor('weather', ada)).toBe(first);
    clock.now += 2;
    const others = await Promise.all([
      tokenFor('weather', ada),
      tokenFor('news', ada),
      tokenFor('weather', { ...ada, community: 'com_b' }),
      tokenFor('weather', { ...ada, sub: 'per_2' }),
    ]);
    expect(new Set([first, ...others]).size).toBe(5);
  });

  it('ends with the credential', async () => {
    const { tokenFor } = await issuing();
    expect(decodeJwt(await tokenFor('weather', { ...ada, expiresAt: 1_020 })).exp).toBe(1_020);
  });

  it('needs a key', async () => {
    await expect(createVisitorPassports({ privateJwk: '{}' })).rejects.toThrow('PASSPORT_PRIVATE_JWK');
  });
});
