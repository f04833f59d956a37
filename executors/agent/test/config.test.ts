import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';

const least = { DISPATCHER_URL: 'ws://127.0.0.1:4005' };

describe('readConfig', () => {
  it('needs only the dispatcher, grants half the cores and listens locally', () => {
    const config = readConfig(least);
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4006,
      prefetch: 1,
      gatewayUrl: null,
      apiKey: null,
    });
    expect(config.cores).toBeGreaterThanOrEqual(1);
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ ...least, AIC_API_KEY: '', CORES: '' })).toMatchObject({ apiKey: null });
  });

  it('names what is wrong, never the value', () => {
    expect(() => readConfig({})).toThrow(/DISPATCHER_URL/);
    const wrong = { ...least, GATEWAY_URL: 'secret-in-the-wrong-place', CORES: 'many' };
    expect(() => readConfig(wrong)).toThrow(/GATEWAY_URL.*CORES/);
    expect(() => readConfig(wrong)).not.toThrow(/secret-in-the-wrong-place/);
  });
});
