import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startTestPlatform, untilReady, type TestPlatform } from '../testPlatform.js';

const keySetSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });

describe('the keys of passports', () => {
  let platform: TestPlatform;

  beforeAll(async () => {
    platform = await startTestPlatform();
    await untilReady(platform);
  });

  afterAll(() => platform.close());

  it('are published for everybody, are not cached, and hold nothing private', async () => {
    const response = await fetch(`${platform.gateway.url}/.well-known/passport-jwks.json`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { keys } = keySetSchema.parse(await response.json());
    expect(keys).toEqual([
      { kty: 'OKP', crv: 'Ed25519', x: expect.any(String) as string, kid: 'k1', alg: 'EdDSA', use: 'sig' },
    ]);
  });

  it('are part of readiness', async () => {
    const response = await fetch(`${platform.gateway.url}/readyz`);
    expect(await response.json()).toMatchObject({ checks: { 'signing-keys': 'ok' } });
  });

  it('are needed, in one place', async () => {
    const starting = startTestPlatform({ environment: { PASSPORT_KEYS_FILE: '/keys.json' } });
    await expect(starting).rejects.toThrow('Either PASSPORT_KEYS_FILE or PASSPORT_PRIVATE_JWK');
  });
});
