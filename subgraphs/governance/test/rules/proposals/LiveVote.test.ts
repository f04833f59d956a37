import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedVotes } from '../../../src/rules/delegation/carriedVotes.js';
import { LiveVote, positions, type Position } from '../../../src/rules/proposals/LiveVote.js';
import { passingVerdict } from '../../../src/rules/proposals/passing.js';

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const rules = { base: 8, quorumShare: 5_000, majorityShare: 5_000, objectionShare: null };
const start = {
  weights: new Map(names.map((name) => [name, 1])),
  delegates: new Map<string, string>(),
  mostCarriedShare: 10_000,
  rules,
  extensionMs: 100,
  endsAt: 1_000,
  isPoll: false,
};

const position = fc.constantFrom(...positions);
const someVote = fc.record({
  delegates: fc
    .array(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)))
    .map((pairs) => new Map(pairs)),
  order: fc.shuffledSubarray(names),
  said: fc.array(position, { minLength: 8, maxLength: 8 }),
  quorumShare: fc.integer({ min: 0, max: 10_000 }),
  majorityShare: fc.integer({ min: 5_000, max: 9_900 }),
});

function sumsOf(said: ReadonlyMap<string, Position>, delegates: ReadonlyMap<string, string>) {
  const { weights } = carriedVotes({ ...start, delegates, voted: new Set(said.keys()) });
  const sums = { FOR: 0, AGAINST: 0, ABSTAIN: 0 };
  for (const [member, one] of said) sums[one] += weights.get(member) ?? 0;
  return { for: sums.FOR, against: sums.AGAINST, abstain: sums.ABSTAIN };
}

describe('a vote as its ballots come', () => {
  it('has after each ballot the tally of all of them', () => {
    fc.assert(
      fc.property(someVote, ({ delegates, order, said }) => {
        const live = new LiveVote({ ...start, delegates });
        const cast = new Map<string, Position>();
        for (const [index, member] of order.entries()) {
          const one = said[index] ?? 'FOR';
          live.cast(member, one, index);
          cast.set(member, one);
          expect(live.tally).toEqual(sumsOf(cast, delegates));
        }
        expect(live.ballots).toBe(order.length);
      }),
    );
  });

  it('ends when it is decided: whatever the others would have done, it comes to the same', () => {
    fc.assert(
      fc.property(someVote, position, ({ delegates, order, said, quorumShare, majorityShare }, others) => {
        const terms = { ...rules, quorumShare, majorityShare };
        const live = new LiveVote({ ...start, delegates, rules: terms });
        const cast = new Map<string, Position>();
        for (const [index, member] of order.entries()) {
          if (live.clock.endsAt <= index) break;
          live.cast(member, said[index] ?? 'FOR', index);
          cast.set(member, said[index] ?? 'FOR');
        }
        if (live.clock.endsAt >= start.endsAt) return;
        const { passes } = passingVerdict(live.tally, terms);
        const direct = new Map(cast);
        for (const name of names) {
          expect(passingVerdict(sumsOf(direct, delegates), terms).passes).toBe(passes);
          if (!direct.has(name)) direct.set(name, others);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('counts ballots of the very moment at which it is decided, and then it is over', () => {
    const live = new LiveVote(start);
    for (const member of ['a', 'b', 'c', 'd']) live.cast(member, 'FOR', 10);
    expect(live.clock.endsAt).toBe(1_000);
    live.cast('e', 'FOR', 20);
    expect(live.clock.endsAt).toBe(21);
    live.cast('f', 'AGAINST', 20);
    expect([live.clock.endsAt, live.tally]).toEqual([21, { for: 5, against: 1, abstain: 0 }]);
  });

  it('does not take for decided what is carried: whose vote it is may still vote', () => {
    const delegates = new Map(names.slice(1).map((name) => [name, 'a']));
    const live = new LiveVote({ ...start, delegates });
    live.cast('a', 'FOR', 10);
    expect(live.tally.for).toBe(8);
    expect(live.clock.endsAt).toBe(1_000);
  });

  it('of a poll is decided when everybody has voted', () => {
    const live = new LiveVote({ ...start, isPoll: true });
    for (const member of names.slice(1)) live.cast(member, 'FOR', 10);
    expect(live.clock.endsAt).toBe(1_000);
    live.cast('a', 'FOR', 20);
    expect(live.clock.endsAt).toBe(21);
  });

  it('says beforehand whether some votes decide it', () => {
    fc.assert(
      fc.property(someVote, ({ delegates, order, said }) => {
        const votes = order.map((member, index) => ({ member, position: said[index] ?? 'FOR' }));
        const before = new LiveVote({ ...start, delegates });
        const live = new LiveVote({ ...start, delegates });
        for (const vote of votes) live.cast(vote.member, vote.position, 1);
        expect(before.isDecidedWith(votes)).toBe(live.clock.endsAt === 2);
      }),
    );
  });
});
