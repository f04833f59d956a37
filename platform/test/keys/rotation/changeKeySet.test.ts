import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyToCome, withKey, withoutKey, type KeySet } from '../../../src/keys/rotation/changeKeySet.js';
import { newPrivateJwk } from '../../../src/keys/rotation/newPrivateJwk.js';
import { publishedAt, signingKeyAt } from '../../../src/keys/keySchedule.js';

const now = 100_000;
const key = (kid: string, nbf: number) => ({ ...newPrivateJwk(nbf), kid });
const kids = (keys: KeySet | undefined) => keys?.map(({ kid }) => kid);

describe('rotation', () => {
  it('adds a key to come, and throws away those that have not signed for an hour', () => {
    const keys = [key('old', 0), key('former', now - 7_200), key('current', now - 3_599)];
    expect(kids(withKey(keys, { key: key('next', now + 60), now }))).toEqual(['former', 'current', 'next']);
    expect(kids(withKey(keys, { key: key('next', now + 60), now: now + 1 }))).toEqual(['current', 'next']);
  });

  it('knows the key that waits', () => {
    expect(keyToCome([key('current', 0)], now)).toBeUndefined();
    expect(keyToCome([key('current', 0), key('next', now + 1)], now)?.kid).toBe('next');
  });

  it.each<[string, string[] | undefined]>([
    ['former', ['current', 'next']],
    ['current', ['former', 'instead', 'next']],
    ['next', ['former', 'current']],
    ['unknown', undefined],
  ])('taking away %s leaves %j', (kid, left) => {
    const keys = [key('former', 0), key('current', now - 60), key('next', now + 60)];
    expect(kids(withoutKey(keys, { kid, now, instead: key('instead', 0) }))).toEqual(left);
  });

  it('leaves a key that signs, and never throws away one of which a token may be left', () => {
    const sets = fc.uniqueArray(fc.integer({ min: 1, max: now + 5_000 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        sets,
        fc.nat(600),
        fc.integer({ min: 60, max: 900 }),
        (times, lead, tokenLifetimeSeconds) => {
          const keys = [0, ...times.toSorted((a, b) => a - b)].map((nbf) => ({
            ...fixed,
            kid: String(nbf),
            nbf,
          }));
          const after = withKey(keys, { key: { ...fixed, kid: 'next', nbf: now + lead }, now });
          expect(signingKeyAt(after, now)?.kid).toBe(lead === 0 ? 'next' : signingKeyAt(keys, now)?.kid);
          for (const { key: shown } of publishedAt(keys, { now, tokenLifetimeSeconds }))
            expect(kids(after)).toContain(shown.kid);
        },
      ),
    );
  });

  const fixed = newPrivateJwk(0);
});
