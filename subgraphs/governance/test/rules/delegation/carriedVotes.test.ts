import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  carriedVotes,
  longestPath,
  type CarriedVote,
  type VoteCourse,
} from '../../../src/rules/delegation/carriedVotes.js';

/** Members a, b, c … of one vote each. `ab` in `delegates` says that a lets b vote. */
const vote = (
  members: string,
  delegates: readonly string[],
  { voted, share = 10_000 }: { readonly voted: string; readonly share?: number },
): CarriedVote => ({
  weights: new Map(members.split('').map((member) => [member, 1])),
  delegates: new Map(delegates.map((pair) => [pair.slice(0, 1), pair.slice(1)])),
  voted: new Set(voted),
  mostCarriedShare: share,
});
const weightsOf = (given: CarriedVote) => Object.fromEntries(carriedVotes(given).weights);
const courseOf = (given: CarriedVote, member: string) => carriedVotes(given).courses.get(member);

describe('a vote that somebody carries', () => {
  it.each<[string, CarriedVote, Readonly<Record<string, number>>]>([
    ['counts with theirs', vote('abc', ['ab'], { voted: 'bc' }), { b: 2, c: 1 }],
    ['goes on until somebody voted', vote('abcd', ['ab', 'bc', 'cd'], { voted: 'd' }), { d: 4 }],
    ['stops at the first who voted', vote('abcd', ['ab', 'bc', 'cd'], { voted: 'bd' }), { b: 2, d: 2 }],
    ['is one’s own again once one votes', vote('ab', ['ab'], { voted: 'ab' }), { a: 1, b: 1 }],
    ['counts for nobody in a circle', vote('abcd', ['ab', 'bc', 'ca'], { voted: 'd' }), { d: 1 }],
    ['leaves a circle where somebody in it voted', vote('abc', ['ab', 'bc', 'ca'], { voted: 'b' }), { b: 3 }],
    ['counts for nobody who is not on the roll', vote('ab', ['ax'], { voted: 'bx' }), { b: 1 }],
    [
      'counts as far as one may carry',
      vote('abcd', ['ad', 'bd', 'cd'], { voted: 'd', share: 5_000 }),
      { d: 3 },
    ],
    ['counts not at all where none may', vote('ab', ['ab'], { voted: 'b', share: 500 }), { b: 1 }],
  ])('%s', (_, given, weights) => {
    expect(weightsOf(given)).toEqual(weights);
  });

  it.each<[string, CarriedVote, VoteCourse]>([
    ['was cast', vote('ab', ['ab'], { voted: 'a' }), { type: 'DIRECT' }],
    [
      'was carried, over whom',
      vote('abc', ['ab', 'bc'], { voted: 'c' }),
      { type: 'CARRIED', by: 'c', path: ['b', 'c'] },
    ],
    ['was given to nobody', vote('ab', [], { voted: 'b' }), { type: 'UNREPRESENTED', reason: 'NO_DELEGATE' }],
    [
      'led to nobody who voted',
      vote('abc', ['ab'], { voted: 'c' }),
      { type: 'UNREPRESENTED', reason: 'DEAD_END' },
    ],
    [
      'led in a circle',
      vote('abc', ['ab', 'ba'], { voted: 'c' }),
      { type: 'UNREPRESENTED', reason: 'CYCLE' },
    ],
    ['led to oneself', vote('ab', ['aa'], { voted: 'b' }), { type: 'UNREPRESENTED', reason: 'CYCLE' }],
  ])('tells that it %s', (_, given, course) => {
    expect(courseOf(given, 'a')).toEqual(course);
  });

  it('leads over eight others and no more', () => {
    const members = 'abcdefghijk';
    const chain = members
      .split('')
      .slice(1)
      .map((to, at) => `${members.charAt(at)}${to}`);
    const within = vote(members, chain, { voted: members.charAt(longestPath) });
    expect(courseOf(within, 'a')).toMatchObject({ type: 'CARRIED', by: members.charAt(longestPath) });
    const beyond = vote(members, chain, { voted: members.charAt(longestPath + 1) });
    expect(courseOf(beyond, 'a')).toEqual({ type: 'UNREPRESENTED', reason: 'TOO_FAR' });
    expect(courseOf(beyond, 'b')).toMatchObject({ type: 'CARRIED' });
  });

  it('says what was given to somebody beyond what they may carry', () => {
    const given = vote('abcd', ['ad', 'bd', 'cd'], { voted: 'd', share: 5_000 });
    expect(Object.fromEntries(carriedVotes(given).beyondLimit)).toEqual({ d: 1 });
  });

  const members = 'abcdefgh'.split('');
  const anyVote = fc.record({
    weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 8, maxLength: 8 }),
    delegates: fc.dictionary(fc.constantFrom(...members), fc.constantFrom(...members)),
    voted: fc.subarray(members),
    mostCarriedShare: fc.constantFrom(0, 500, 5_000, 10_000),
  });
  const made = (given: typeof anyVote extends fc.Arbitrary<infer Made> ? Made : never): CarriedVote => ({
    weights: new Map(members.map((member, at) => [member, given.weights[at] ?? 1])),
    delegates: new Map(Object.entries(given.delegates)),
    voted: new Set(given.voted),
    mostCarriedShare: given.mostCarriedShare,
  });

  it('is never counted twice, and never lost without a word', () => {
    fc.assert(
      fc.property(anyVote, (given) => {
        const { weights, courses, beyondLimit } = carriedVotes(made(given));
        const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, each) => all + each, 0);
        const unrepresented = members.filter((member) => courses.get(member)?.type === 'UNREPRESENTED');
        const silent = sum(unrepresented.map((member) => made(given).weights.get(member) ?? 0));
        expect(sum(weights.values()) + sum(beyondLimit.values()) + silent).toBe(sum(given.weights));
        expect([...weights.keys()].sort()).toEqual([...given.voted].sort());
      }),
    );
  });

  it('does not depend on the order of members or delegations', () => {
    fc.assert(
      fc.property(anyVote, (given) => {
        const one = made(given);
        const turned = <Value>(map: ReadonlyMap<string, Value>) => new Map([...map].reverse());
        const other = { ...one, weights: turned(one.weights), delegates: turned(one.delegates) };
        expect(weightsOf(other)).toEqual(weightsOf(one));
      }),
    );
  });
});
