import { describe, expect, it } from 'vitest';
import { RecentInputs } from '../../src/devices/RecentInputs.js';

const fiveMinutes = 300_000;

describe('RecentInputs', () => {
  it('remembers an input for five minutes after it was last used', () => {
    const inputs = new RecentInputs();
    inputs.note(['bafyone', 'bafytwo'], 0);
    inputs.note(['bafytwo'], 1_000);
    expect(inputs.has('bafyone', fiveMinutes - 1)).toBe(true);
    expect(inputs.has('bafyone', fiveMinutes)).toBe(false);
    expect(inputs.has('bafytwo', fiveMinutes)).toBe(true);
    expect(inputs.has('bafythree', 0)).toBe(false);
  });

  it('forgets the least recently used beyond a thousand', () => {
    const inputs = new RecentInputs();
    inputs.note(['bafyfirst', 'bafyused'], 0);
    inputs.note(
      Array.from({ length: 998 }, (_, index) => `bafy${index}`),
      0,
    );
    inputs.note(['bafyused', 'bafylast'], 0);
    expect(inputs.has('bafyfirst', 1)).toBe(false);
    expect(inputs.has('bafyused', 1)).toBe(true);
    expect(inputs.has('bafylast', 1)).toBe(true);
  });
});
