import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countBallots, type Ballot, type Count } from '../../src/index.js';
import { lotOf } from '../../src/counting/lotOf.js';

const seed = Uint8Array.of(1, 2, 3);
const runoff = (options: readonly string[], ballots: readonly Ballot[]): Count =>
  countBallots({ method: 'instant-runoff', options, ballots, seed });

/** Rankings written as words: `abc` ranks a before b before c. */
const ranked = (words: Readonly<Record<string, number>>): readonly Ballot[] =>
  Object.entries(words).map(([word, weight]) => ({ ranking: word.split(''), weight }));

const inRounds = ({ rounds }: Count) =>
  rounds.map(({ tallies, exhausted, eliminated }) => ({
    votes: Object.fromEntries(tallies.map(({ option, votes }) => [option, votes])),
    exhausted,
    eliminated,
  }));

describe('an instant run-off', () => {
  it('hands votes on round by round, and an earlier round decides between two that are last', () => {
    const count = runoff(['1', '2', '3', '4'], ranked({ 1234: 100, 2134: 200, 3124: 150, 4123: 50 }));
    expect(inRounds(count)).toEqual([
      { votes: { 1: 100, 2: 200, 3: 150, 4: 50 }, exhausted: 0, eliminated: '4' },
      { votes: { 1: 150, 2: 200, 3: 150 }, exhausted: 0, eliminated: '1' },
      { votes: { 2: 350, 3: 150 }, exhausted: 0, eliminated: null },
    ]);
    expect(count).toMatchObject({
      winner: '2',
      ties: [{ options: ['1', '3'], brokenBy: 'EARLIER_ROUND', round: 1, chosen: '1' }],
    });
    expect(count.rounds[1]?.transfers).toEqual([{ option: '2', votes: 150 }]);
  });

  it('counts ballots that rank some, and says how many rank none of those left', () => {
    const count = runoff(['a', 'b', 'c'], ranked({ a: 4, b: 3, cb: 1, c: 1 }));
    expect(inRounds(count)).toEqual([
      { votes: { a: 4, b: 3, c: 2 }, exhausted: 0, eliminated: 'c' },
      { votes: { a: 4, b: 4 }, exhausted: 1, eliminated: 'b' },
      { votes: { a: 4 }, exhausted: 5, eliminated: null },
    ]);
    expect(count.rounds[0]?.transfers).toEqual([
      { option: 'b', votes: 1 },
      { option: null, votes: 1 },
    ]);
    expect(count).toMatchObject({
      winner: 'a',
      ties: [{ brokenBy: 'EARLIER_ROUND', round: 1, chosen: 'b' }],
    });
  });

  it('ends as soon as one has more than half of those that still count', () => {
    expect(runoff(['a', 'b', 'c'], ranked({ a: 3, b: 1, c: 1 }))).toMatchObject({
      winner: 'a',
      rounds: [{ eliminated: null }],
    });
  });

  it('draws lots where no round sets two apart, and the lowest lot is out', () => {
    const count = runoff(['a', 'b'], ranked({ a: 1, b: 1 }));
    const out = lotOf(seed, 'a') < lotOf(seed, 'b') ? 'a' : 'b';
    expect(count.ties).toEqual([{ options: ['a', 'b'], brokenBy: 'LOT', round: null, chosen: out }]);
    expect(count.winner).toBe(out === 'a' ? 'b' : 'a');
    const seeds = Array.from({ length: 20 }, (_, byte) => Uint8Array.of(byte));
    const winners = seeds.map(
      (other) =>
        countBallots({
          ...{ method: 'instant-runoff', options: ['a', 'b'], seed: other },
          ballots: ranked({ a: 1, b: 1 }),
        }).winner,
    );
    expect(new Set(winners)).toEqual(new Set(['a', 'b']));
  });

  it('has no winner when nobody voted', () => {
    expect(runoff(['a', 'b'], [])).toMatchObject({
      winner: null,
      ballots: 0,
      pairwise: { condorcetWinner: null },
    });
  });

  it('finds who is preferred to each other, who need not win', () => {
    const count = runoff(['a', 'b', 'c'], ranked({ abc: 4, cba: 3, bca: 2 }));
    expect(count.pairwise).toEqual({
      wins: [
        [0, 4, 4],
        [5, 0, 6],
        [5, 3, 0],
      ],
      condorcetWinner: 'b',
    });
    expect(count.winner).toBe('c');
  });
});

const options = ['a', 'b', 'c', 'd', 'e'];
const ballots = fc.array(
  fc.record({
    ranking: fc.shuffledSubarray(options, { minLength: 1 }),
    weight: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 12 },
);

describe('an instant run-off of any ballots', () => {
  it('comes to what counting by hand comes to', () => {
    fc.assert(
      fc.property(ballots, (given) => {
        const { winner, rounds } = runoff(options, given);
        expect({ winner, out: rounds.flatMap(({ eliminated }) => eliminated ?? []) }).toEqual(byHand(given));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same whatever the order of ballots and options', () => {
    fc.assert(
      fc.property(ballots, fc.infiniteStream(fc.nat()), (given, numbers) => {
        const shuffled = <Item>(items: readonly Item[]) =>
          items
            .map((item) => ({ item, at: Number(numbers.next().value) }))
            .sort((one, other) => one.at - other.at)
            .map(({ item }) => item);
        const { winner, rounds } = runoff(options, given);
        const again = runoff(shuffled(options), shuffled(given));
        const rows = (all: Count['rounds']) =>
          all.map(({ tallies, ...round }) => ({
            ...round,
            tallies: Object.fromEntries(tallies.map(({ option, votes }) => [option, votes])),
            transfers: Object.fromEntries(round.transfers.map(({ option, votes }) => [option ?? '', votes])),
          }));
        expect([again.winner, rows(again.rounds)]).toEqual([winner, rows(rounds)]);
      }),
    );
  });

  it('keeps each vote: those of the options left and the exhausted ones add up in every round', () => {
    fc.assert(
      fc.property(ballots, (given) => {
        const { weight, rounds } = runoff(options, given);
        for (const { tallies, exhausted } of rounds)
          expect(tallies.reduce((sum, { votes }) => sum + votes, exhausted)).toBe(weight);
      }),
    );
  });

  it('counts a ballot of some weight like as many ballots', () => {
    fc.assert(
      fc.property(ballots, (given) => {
        const single: readonly Ballot[] = given.flatMap(({ ranking, weight }) =>
          new Array<Ballot>(weight).fill({ ranking }),
        );
        expect(runoff(options, single).rounds).toEqual(runoff(options, given).rounds);
      }),
    );
  });
});

/** The rules once more, as one would follow them on paper. */
function byHand(given: readonly { readonly ranking: readonly string[]; readonly weight: number }[]) {
  const out: string[] = [];
  const history: Record<string, number>[] = [];
  for (;;) {
    const left = options.filter((option) => !out.includes(option));
    const votes = Object.fromEntries(left.map((option) => [option, 0]));
    for (const { ranking, weight } of given) {
      const first = ranking.find((option) => left.includes(option));
      if (first !== undefined) votes[first] = (votes[first] ?? 0) + weight;
    }
    const standing = Object.values(votes).reduce((sum, each) => sum + each, 0);
    const winner = left.find((option) => (votes[option] ?? 0) * 2 > standing);
    if (winner !== undefined || standing === 0) return { winner: winner ?? null, out };
    let last = left;
    for (const round of [votes, ...history]) {
      const least = Math.min(...last.map((option) => round[option] ?? 0));
      last = last.filter((option) => round[option] === least);
    }
    const [loser = ''] = [...last].sort((one, other) => (lotOf(seed, one) < lotOf(seed, other) ? -1 : 1));
    history.unshift(votes);
    out.push(loser);
  }
}
