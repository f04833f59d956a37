import { ConfigError } from '@ai-collective/platform';
import { describe, expect, it } from 'vitest';
import { loadStorageConfig } from '../src/config.js';

const complete = {
  DATABASE_URL: 'postgres://storage@localhost/aic',
  KAFKA_BROKERS: 'localhost:9092',
  PASSPORT_JWKS: '{"keys":[]}',
  DATA_DIR: '/data',
  CAPABILITY_SECRET: 's'.repeat(32),
};

describe('the configuration', () => {
  it('has a default for everything that is not a secret or an address', () => {
    expect(loadStorageConfig(complete)).toMatchObject({
      PORT: 4_003,
      STORAGE_PUBLIC_URL: 'http://127.0.0.1:4000/storage',
      MIN_FREE_BYTES: 268_435_456,
      MAX_UPLOADS: 32,
      MAX_DOWNLOADS: 256,
      TRANSFER_IDLE_SECONDS: 60,
    });
  });

  it('takes the public URL with a slash at its end or without', () => {
    const given = { ...complete, STORAGE_PUBLIC_URL: 'https://aic.example/storage/' };
    expect(loadStorageConfig(given).STORAGE_PUBLIC_URL).toBe('https://aic.example/storage');
  });

  it('names what is missing or wrong, and never shows a secret', () => {
    const start = () => loadStorageConfig({ ...complete, DATA_DIR: '', CAPABILITY_SECRET: 'too short' });
    expect(start).toThrow(ConfigError);
    expect(start).toThrow(/DATA_DIR is missing/);
    expect(start).toThrow(/CAPABILITY_SECRET/);
    expect(start).not.toThrow(/too short/);
  });
});
