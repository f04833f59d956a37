import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadGovernanceConfig } from '../src/config.js';

afterEach(() => vi.unstubAllEnvs());

describe('loadGovernanceConfig', () => {
  it('needs a database, a broker, the keys of the gateway and one of its own, and names them', () => {
    for (const name of ['DATABASE_URL', 'KAFKA_BROKERS', 'PASSPORT_JWKS', 'CHECKPOINT_KEY'])
      vi.stubEnv(name, '');
    expect(() => loadGovernanceConfig()).toThrow(
      /DATABASE_URL[^]*KAFKA_BROKERS[^]*PASSPORT_JWKS[^]*CHECKPOINT_KEY/,
    );
  });

  it('listens on port 4004 unless told otherwise', () => {
    vi.stubEnv('DATABASE_URL', 'postgresql://governance:x@127.0.0.1/db');
    vi.stubEnv('KAFKA_BROKERS', '127.0.0.1:9092');
    vi.stubEnv('PASSPORT_JWKS', '{"keys":[]}');
    vi.stubEnv('CHECKPOINT_KEY', Buffer.alloc(32).toString('base64url'));
    vi.stubEnv('PORT', '');
    expect(loadGovernanceConfig()).toMatchObject({ HOST: '127.0.0.1', PORT: 4004 });
  });
});
