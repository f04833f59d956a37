import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mintCapability, verifyCapability, type Capability } from '../src/capability.js';

const secret = 'a secret that is long enough for us';
const now = 1_800_000_000;
const capability: Capability = {
  action: 'read',
  community: 'com_1',
  cid: 'bafkreigh',
  maxBytes: 10,
  expiresAt: now + 60,
  subject: 'dev_1',
};

const arbitrary = fc.record({
  action: fc.constantFrom('read' as const, 'write' as const),
  community: fc.string({ minLength: 1 }),
  cid: fc.option(fc.string()),
  maxBytes: fc.integer({ min: 1 }),
  expiresAt: fc.integer({ min: now + 1, max: now + 1_000_000 }),
  subject: fc.string(),
});

describe('a capability', () => {
  it('says what was minted into it', () => {
    fc.assert(
      fc.property(arbitrary, (given) => {
        expect(verifyCapability(secret, mintCapability(secret, given), now)).toEqual({
          ok: true,
          capability: given,
        });
      }),
    );
  });

  it('is safe in a URL', () => {
    fc.assert(
      fc.property(arbitrary, (given) => {
        const token = mintCapability(secret, given);
        expect(encodeURIComponent(token)).toBe(token);
      }),
    );
  });

  it('is void from the second it expires', () => {
    const token = mintCapability(secret, capability);
    expect(verifyCapability(secret, token, now + 59)).toMatchObject({ ok: true });
    expect(verifyCapability(secret, token, now + 60)).toEqual({ ok: false, reason: 'EXPIRED' });
  });

  it('is void when any character of it is changed', () => {
    const token = mintCapability(secret, capability);
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom('a', 'Z', '0', '9', '-', '_', '.'),
        (place, character) => {
          fc.pre(token[place] !== character);
          const forged = token.slice(0, place) + character + token.slice(place + 1);
          expect(verifyCapability(secret, forged, now).ok).toBe(false);
        },
      ),
    );
  });

  it('is void under another secret', () => {
    expect(verifyCapability('another secret', mintCapability(secret, capability), now)).toEqual({
      ok: false,
      reason: 'FORGED',
    });
  });

  it.each(['', '.', 'a', 'a.b', 'a.b.c', '..', '💥.💥'])('is not %j', (text) => {
    expect(verifyCapability(secret, text, now).ok).toBe(false);
  });

  it('is never some text nobody minted, and no text makes the check throw', () => {
    fc.assert(fc.property(fc.string(), (text) => !verifyCapability(secret, text, now).ok));
  });
});
