import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';

describe('readConfig', () => {
  it('needs nothing, grants half the cores and listens locally', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      dispatcherUrl: null,
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
    expect(readConfig({ DISPATCHER_URL: '', AIC_API_KEY: '', CORES: '' })).toMatchObject({ apiKey: null });
  });

  it.each(['0', '-5', '10001', 'many'])('does not believe that a device draws %s W', (watts) => {
    expect(() => readConfig({ DEVICE_WATTS: watts })).toThrow(/DEVICE_WATTS/);
    expect(readConfig({ DEVICE_WATTS: '45.5' }).deviceWatts).toBe(45.5);
    expect(readConfig({ DEVICE_WATTS: '' }).deviceWatts).toBeNull();
  });

  it('names what is wrong, never the value', () => {
    expect(() => readConfig({ DISPATCHER_URL: 'http://h' })).toThrow(/DISPATCHER_URL/);
    const wrong = { GATEWAY_URL: 'secret-in-the-wrong-place', CORES: 'many' };
    expect(() => readConfig(wrong)).toThrow(/GATEWAY_URL.*CORES/);
    expect(() => readConfig(wrong)).not.toThrow(/secret-in-the-wrong-place/);
  });
});
