import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSealer } from '../../src/oidc/createSealer.js';

const key = 'k'.repeat(43);
const sealer = createSealer(key, 'tests');

describe('a sealer', () => {
  it('opens what it sealed, whatever that is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, context) => {
        expect(sealer.open(sealer.seal(text, context), context)).toBe(text);
      }),
    );
  });

  it('never seals a text the same way twice, nor shows it', () => {
    const sealed = sealer.seal('a client secret', 'iss_1');
    expect(sealer.seal('a client secret', 'iss_1')).not.toBe(sealed);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('client');
  });

  it('opens nothing of another key, purpose or context', () => {
    const sealed = sealer.seal('secret', 'iss_1');
    expect(sealer.open(sealed, 'iss_2')).toBeUndefined();
    expect(createSealer(key, 'other').open(sealed, 'iss_1')).toBeUndefined();
    expect(createSealer('j'.repeat(43), 'tests').open(sealed, 'iss_1')).toBeUndefined();
  });

  it('opens nothing with a byte changed, missing or added', () => {
    const sealed = Buffer.from(sealer.seal('secret', 'iss_1'), 'base64url');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(sealer.open(changed.toString('base64url'), 'iss_1')).toBeUndefined();
      expect(sealer.open(sealed.subarray(0, index).toString('base64url'), 'iss_1')).toBeUndefined();
    }
    expect(sealer.open(Buffer.concat([sealed, sealed]).toString('base64url'), 'iss_1')).toBeUndefined();
  });
});
