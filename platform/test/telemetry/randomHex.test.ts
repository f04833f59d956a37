import { describe, expect, it } from 'vitest';
import { randomHex } from '../../src/telemetry/randomHex.js';

describe('random hex digits', () => {
  it('never come twice, also when what was drawn in advance is used up', () => {
    const drawn = Array.from({ length: 10_000 }, () => randomHex(8));
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(drawn.every((text) => /^[0-9a-f]{16}$/.test(text))).toBe(true);
  });
});
