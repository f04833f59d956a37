import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainOf, emptyChain, receiptFor, seedOf, type JsonValue } from '../../src/index.js';

const rollHash = new Uint8Array(32).fill(7);
const ballots: readonly JsonValue[] = [{ choice: 'a' }, { choice: 'b', weight: 2 }, { choice: 'a' }];
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('a chain of ballots', () => {
  it('gives each its place and a hash of its own, though two say the same', () => {
    const { head, receipts } = chainOf(rollHash, ballots);
    expect(receipts.map(({ place }) => place)).toEqual([1, 2, 3]);
    expect(new Set(receipts.map(({ hash }) => hash)).size).toBe(3);
    expect(head).toEqual({ count: 3, hash: receipts[2]?.hash });
  });

  it('goes on from its head alone', () => {
    const { head } = chainOf(rollHash, ballots.slice(0, 2));
    expect(receiptFor(head, { choice: 'a' })).toEqual(chainOf(rollHash, ballots).receipts[2]);
  });

  it('says the same of a ballot however its fields are ordered', () => {
    const turned = chainOf(rollHash, [{ choice: 'a' }, { weight: 2, choice: 'b' }, { choice: 'a' }]);
    expect(turned.head).toEqual(chainOf(rollHash, ballots).head);
  });

  it('ends otherwise once a ballot is changed, taken out, put in or moved, or the roll is another', () => {
    const end = (of: readonly JsonValue[], roll = rollHash) => chainOf(roll, of).head.hash;
    const [first = null, second = null, third = null] = ballots;
    const ends = [
      end(ballots),
      end([first, { choice: 'b', weight: 3 }, third]),
      end([first, second]),
      end([first, second, third, third]),
      end([second, first, third]),
      end(ballots, new Uint8Array(32)),
      end([]),
    ];
    expect(new Set(ends).size).toBe(ends.length);
    expect(emptyChain(rollHash)).toEqual({ count: 0, hash: hex(rollHash) });
  });

  it('has a receipt for each ballot that no other ballot has', () => {
    const some = fc.array(fc.record({ choice: fc.constantFrom('a', 'b') }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(some, fc.nat(), (cast, at) => {
        const place = at % cast.length;
        const { receipts } = chainOf(rollHash, cast);
        const other = cast.map((ballot, index) =>
          index === place ? { choice: ballot.choice === 'a' ? 'b' : 'a' } : ballot,
        );
        const changed = chainOf(rollHash, other).receipts;
        expect(changed.slice(0, place)).toEqual(receipts.slice(0, place));
        for (let index = place; index < cast.length; index += 1)
          expect(changed[index]?.hash).not.toBe(receipts[index]?.hash);
      }),
    );
  });
});

describe('the seed of a vote', () => {
  it('is another one with each last ballot, and with each roll', () => {
    const seeds = [ballots, ballots.slice(0, 2), [...ballots, { choice: 'b' }]].map((cast) =>
      hex(seedOf(rollHash, chainOf(rollHash, cast).head)),
    );
    const otherRoll = new Uint8Array(32);
    seeds.push(hex(seedOf(otherRoll, chainOf(otherRoll, ballots).head)));
    expect(new Set(seeds).size).toBe(4);
  });
});
