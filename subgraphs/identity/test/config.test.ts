import { describe, expect, it } from 'vitest';
import { loadIdentityConfig } from '../src/config.js';
import { newSigningJwk } from './startTestIdentity.js';

const complete = {
  DATABASE_URL: 'postgresql://identity:hidden-password@127.0.0.1:5432/aic',
  KAFKA_BROKERS: '127.0.0.1:9092',
  PASSPORT_JWKS: '{"keys":[]}',
  IDENTITY_SEALING_KEY: 'k'.repeat(43),
};

describe('the configuration', () => {
  it('needs only what has no sensible default', async () => {
    const jwk = await newSigningJwk();
    const config = loadIdentityConfig({ ...complete, IDENTITY_SIGNING_JWK: JSON.stringify(jwk) });
    expect(config).toMatchObject({
      PORT: 4001,
      PUBLIC_URL: 'http://127.0.0.1:4000',
      IDENTITY_SIGNING_JWK: JSON.stringify(jwk),
    });
    expect(config.BOOTSTRAP_COMMUNITY_SLUG).toBeUndefined();
  });

  it('refuses a bootstrap key of the wrong form without repeating it', async () => {
    const load = () => {
      loadIdentityConfig({
        ...complete,
        IDENTITY_SIGNING_JWK: JSON.stringify(jwk),
        BOOTSTRAP_API_KEY: 'my-secret',
      });
    };
    const jwk = await newSigningJwk();
    expect(load).toThrow(/BOOTSTRAP_API_KEY/);
    expect(load).not.toThrow(/my-secret/);
  });
});
