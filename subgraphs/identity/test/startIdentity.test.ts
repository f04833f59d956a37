import { randomBytes } from 'node:crypto';
import { newId } from '@ai-collective/contracts';
import { createLogger } from '@ai-collective/platform';
import { createTestDatabase, type TestDatabase } from '@ai-collective/platform/testing';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadIdentityConfig } from '../src/config.js';
import { formatApiKey } from '../src/rules/credentialFormat.js';
import { startIdentity } from '../src/startIdentity.js';
import { newSigningJwk } from './startTestIdentity.js';

const log = createLogger({ service: 'identity', level: 'silent' });
/** Nobody listens here, and only the superuser could. */
const noBroker = '127.0.0.1:1';

describe('startIdentity', () => {
  let database: TestDatabase;
  let environment: Record<string, string>;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    environment = {
      PORT: '0',
      DATABASE_URL: database.serviceUrl('identity'),
      DATABASE_OWNER_URL: database.ownerUrl,
      KAFKA_BROKERS: noBroker,
      PASSPORT_JWKS: JSON.stringify({ keys: [await exportJWK(publicKey)] }),
      IDENTITY_SIGNING_JWK: JSON.stringify(await newSigningJwk()),
      IDENTITY_SEALING_KEY: randomBytes(32).toString('base64url'),
      BOOTSTRAP_COMMUNITY_SLUG: 'home',
      BOOTSTRAP_API_KEY: formatApiKey(newId('apiKey'), randomBytes(32).toString('base64url')),
    };
  });
  afterAll(() => database.drop());

  it('serves without a broker and says so, and refuses to share its port', { timeout: 90_000 }, async () => {
    const first = await startIdentity(loadIdentityConfig(environment), log);
    const readiness = await fetch(`${first.url}/readyz`);
    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toMatchObject({ checks: { postgres: 'ok', kafka: 'unavailable' } });

    const samePort = loadIdentityConfig({ ...environment, PORT: String(first.port) });
    await expect(startIdentity(samePort, log)).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    expect((await fetch(`${first.url}/livez`)).status).toBe(200);

    await first.close();
    await expect(fetch(`${first.url}/livez`)).rejects.toThrow();
  });

  it.each([
    ['', ''],
    ['{"kty":"OKP","crv":"Ed25519","x":"public-half"}', ''],
    ['not json', ''],
    ['', '/no/such/file'],
  ])('does not start without a key that signs: not with %j and the file %j', async (jwk, file) => {
    const keyless = { ...environment, IDENTITY_SIGNING_JWK: jwk, IDENTITY_KEYS_FILE: file };
    const starting = startIdentity(loadIdentityConfig(keyless), log);
    await expect(starting).rejects.toThrow(/IDENTITY_(SIGNING_JWK|KEYS_FILE)/);
    await expect(starting).rejects.not.toThrow('public-half');
  });

  it('does not start without its database', async () => {
    const url = new URL(database.ownerUrl);
    url.port = '1';
    const unreachable = { ...environment, DATABASE_URL: url.href, DATABASE_OWNER_URL: url.href };
    await expect(startIdentity(loadIdentityConfig(unreachable), log)).rejects.toThrow(/ECONNREFUSED/);
  });
});
