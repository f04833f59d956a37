import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotationExpiries } from '../../src/rules/rotation.js';

const at = (seconds: number): Date => new Date(seconds * 1000);

describe('rotationExpiries', () => {
  it('lets a key without expiry work on for the overlap, and its successor for ever', () => {
    expect(rotationExpiries({ createdAt: at(0), expiresAt: null }, 60, at(100))).toEqual({
      old: at(160),
      new: null,
    });
  });

  it('gives the successor the lifetime of the old key', () => {
    expect(rotationExpiries({ createdAt: at(0), expiresAt: at(1000) }, 60, at(100))).toEqual({
      old: at(160),
      new: at(1100),
    });
  });

  it('never prolongs the old key', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000), (lifetime, overlap, now) => {
        const expiresAt = at(lifetime);
        const { old } = rotationExpiries({ createdAt: at(0), expiresAt }, overlap, at(now));
        expect(old.getTime()).toBeLessThanOrEqual(expiresAt.getTime());
      }),
    );
  });
});
