import { fixedSigningKeys } from '@ai-collective/platform/runtime';
import { newPrivateJwk, readSigningKeys } from '@ai-collective/platform/testing';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/authentication/Principal.js';
import { createVisitorPassports } from '../../src/forwarding/VisitorPassports.js';

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
  const issuing = () => {
    const clock = { now: 1_000 };
    const keys = fixedSigningKeys(JSON.stringify(newPrivateJwk(0)), {
      option: 'PASSPORT_PRIVATE_JWK',
      tokenLifetimeSeconds: 60,
    });
    const visitors = createVisitorPassports({ keys, clockSeconds: () => clock.now });
    const tokenFor = (name: string, principal: Principal) => {
      const headers = visitors.headersFor(name, {
        principal,
        sharingKey: 'any',
        traceparent: '00-a-b-01',
      });
      expect(Object.keys(headers).sort()).toEqual(['traceparent', 'x-aic-visitor']);
      return headers['x-aic-visitor'] ?? '';
    };
    return { clock, keys, tokenFor };
  };

  it('names its audience, lives a minute, and says nothing of roles', () => {
    const { tokenFor } = issuing();
    expect(decodeJwt(tokenFor('weather', ada))).toEqual({
      iss: 'aic-gateway',
      aud: 'community:com_a:weather',
      sub: 'per_1',
      kind: 'PERSON',
      community: 'com_a',
      iat: 1_000,
      exp: 1_060,
    });
  });

  it('is used again until shortly before it ends, and never for another audience or person', () => {
    const { tokenFor, clock } = issuing();
    const first = tokenFor('weather', ada);
    clock.now += 49;
    expect(tokenFor('weather', ada)).toBe(first);
    clock.now += 2;
    const others = [
      tokenFor('weather', ada),
      tokenFor('news', ada),
      tokenFor('weather', { ...ada, community: 'com_b' }),
      tokenFor('weather', { ...ada, sub: 'per_2' }),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
  });

  it('ends with the credential', () => {
    const { tokenFor } = issuing();
    expect(decodeJwt(tokenFor('weather', { ...ada, expiresAt: 1_020 })).exp).toBe(1_020);
  });

  it('is not used again when its key was removed', () => {
    const { tokenFor, keys, clock } = issuing();
    const first = tokenFor('weather', ada);
    const instead = newPrivateJwk(0);
    keys.replace(readSigningKeys(instead), clock.now);
    const second = tokenFor('weather', ada);
    expect(second).not.toBe(first);
    expect(decodeProtectedHeader(second)).toEqual({ alg: 'EdDSA', typ: 'aic-visitor+jwt', kid: instead.kid });
  });
});
