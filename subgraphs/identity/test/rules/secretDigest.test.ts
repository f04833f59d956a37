import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesDigest, secretDigest } from '../../src/rules/secretDigest.js';

describe('matchesDigest', () => {
  it('accepts the secret and no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (secret, other) => {
        expect(matchesDigest(secret, secretDigest(secret))).toBe(true);
        expect(matchesDigest(other, secretDigest(secret))).toBe(other === secret);
      }),
    );
  });

  it('refuses a digest of another length without throwing', () => {
    expect(matchesDigest('secret', '')).toBe(false);
    expect(matchesDigest('secret', undefined)).toBe(false);
  });
});

describe('secretDigest', () => {
  it('is SHA-256', () => {
    expect(Buffer.from(secretDigest('abc'), 'base64url').toString('hex')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});
