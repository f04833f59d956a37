import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder, isAccepted, publishedAt, signingKeyAt } from '../../src/keys/keySchedule.js';

const tokenLifetimeSeconds = 60;
const skew = 5;

/** A key that always signed, one that signs from 1000 on, and one from 2000 on. */
const three = [
  { kid: 'a', nbf: 0 },
  { kid: 'b', nbf: 1_000 },
  { kid: 'c', nbf: 2_000 },
];

const published = (now: number) => publishedAt(three, { now, tokenLifetimeSeconds });

describe('the schedule of keys', () => {
  it.each<readonly [number, string, { readonly shown: string[]; readonly accepted: string[] }]>([
    [0, 'a', { shown: ['a', 'b', 'c'], accepted: ['a'] }],
    [994, 'a', { shown: ['a', 'b', 'c'], accepted: ['a'] }],
    [995, 'a', { shown: ['a', 'b', 'c'], accepted: ['a', 'b'] }],
    [999, 'a', { shown: ['a', 'b', 'c'], accepted: ['a', 'b'] }],
    [1_000, 'b', { shown: ['a', 'b', 'c'], accepted: ['a', 'b'] }],
    [1_069, 'b', { shown: ['a', 'b', 'c'], accepted: ['a', 'b'] }],
    [1_070, 'b', { shown: ['b', 'c'], accepted: ['b'] }],
    [1_999, 'b', { shown: ['b', 'c'], accepted: ['b', 'c'] }],
    [2_000, 'c', { shown: ['b', 'c'], accepted: ['b', 'c'] }],
    [2_070, 'c', { shown: ['c'], accepted: ['c'] }],
    [9_999, 'c', { shown: ['c'], accepted: ['c'] }],
  ])('at %i signs with %s; published and accepted are %j', (now, signs, { shown, accepted }) => {
    const keys = published(now);
    expect(signingKeyAt(three, now)?.kid).toBe(signs);
    expect(keys.map(({ key }) => key.kid)).toEqual(shown);
    const taken = keys.filter(({ key, exp }) => isAccepted({ nbf: key.nbf, exp }, now));
    expect(taken.map(({ key }) => key.kid)).toEqual(accepted);
  });

  it('has no key before the first begins', () => {
    expect(signingKeyAt(three.slice(1), 999)).toBeUndefined();
  });

  it('is the same for all replicas, whichever order their files have', () => {
    const together = [
      { kid: 'y', nbf: 5 },
      { kid: 'x', nbf: 5 },
    ];
    expect(inOrder(together)).toEqual(inOrder(together.toReversed()));
    expect(signingKeyAt(inOrder(together), 5)?.kid).toBe('y');
  });

  const keySets = fc
    .uniqueArray(fc.record({ kid: fc.string({ minLength: 1 }), nbf: fc.nat(10_000) }), {
      selector: ({ kid }) => kid,
      minLength: 1,
      maxLength: 8,
    })
    .map((keys) => inOrder([{ kid: '', nbf: 0 }, ...keys]));

  it('accepts every token for its whole life on a service whose clock differs by five seconds', () => {
    fc.assert(
      fc.property(
        keySets,
        fc.record({
          issuedAt: fc.nat(12_000),
          age: fc.nat(tokenLifetimeSeconds - 1),
          apart: fc.integer({ min: -skew, max: skew }),
        }),
        (keys, { issuedAt, age, apart }) => {
          const signer = signingKeyAt(keys, issuedAt);
          const now = issuedAt + age;
          const found = publishedAt(keys, { now, tokenLifetimeSeconds }).find(
            ({ key }) => key.kid === signer?.kid,
          );
          expect(found && isAccepted({ nbf: found.key.nbf, exp: found.exp }, now + apart)).toBe(true);
        },
      ),
    );
  });

  it('publishes the key that signs and all that are to come, and no former one longer than its tokens last', () => {
    fc.assert(
      fc.property(keySets, fc.nat(12_000), (keys, now) => {
        const shown = new Set(publishedAt(keys, { now, tokenLifetimeSeconds }).map(({ key }) => key.kid));
        for (const [index, { kid }] of keys.entries()) {
          const follower = keys[index + 1];
          const isOver = follower !== undefined && follower.nbf + tokenLifetimeSeconds + 2 * skew <= now;
          expect(shown.has(kid)).toBe(!isOver);
        }
      }),
    );
  });
});
