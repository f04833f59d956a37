import { describe, expect, it } from 'vitest';
import { deviceClassOf } from '../../src/rules/deviceClass.js';

const laptop = { architecture: 'x64', executionProviders: ['cpu'], cores: 4, memoryBytes: 8 * 2 ** 30 };

describe('deviceClassOf', () => {
  it.each([
    [{}, 'x64/cpu/4/8'],
    [{ cores: 7, memoryBytes: 15.9 * 2 ** 30 }, 'x64/cpu/4/8'],
    [{ cores: 8 }, 'x64/cpu/8/8'],
    [{ memoryBytes: 2 ** 29 }, 'x64/cpu/4/0.5'],
    [{ executionProviders: ['cuda', 'cpu', 'cpu'] }, 'x64/cpu+cuda/4/8'],
    [{ architecture: 'arm64' }, 'arm64/cpu/4/8'],
  ])('of a device with %j is %s', (over, deviceClass) => {
    expect(deviceClassOf({ ...laptop, ...over })).toBe(deviceClass);
  });
});
