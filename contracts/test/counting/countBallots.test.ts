import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countBallots,
  parseBallotFile,
  type Ballot,
  type Count,
  type VoidReason,
  type VotingMethod,
} from '../../src/index.js';

const options = ['a', 'b', 'c'];
const count = (method: VotingMethod, ballots: readonly Ballot[], among: readonly string[] = options): Count =>
  countBallots({ method, options: among, ballots, seed: Uint8Array.of(7) });
const votesOf = ({ tallies }: Count) => tallies.map(({ votes }) => votes);

describe('each method', () => {
  it.each<[VotingMethod, readonly Ballot[], readonly number[], string | null]>([
    ['single-choice', [{ choice: 'a' }, { choice: 'b', weight: 3 }], [1, 3, 0], 'b'],
    ['approval', [{ approvals: ['a', 'c'] }, { approvals: ['c'] }, { approvals: [] }], [1, 0, 2], 'c'],
    ['weighted', [{ weights: { a: 1, b: 3 } }, { weights: { a: 1 }, weight: 2 }], [2.25, 0.75, 0], 'a'],
    ['weighted', [{ weights: { a: 1, b: 1, c: 1 } }], [0.333333, 0.333333, 0.333333], null],
    ['score', [{ scores: { a: 10, b: 4 } }, { scores: { b: 7 }, weight: 2 }], [10, 18, 0], 'b'],
    ['quadratic', [{ weights: { a: 64, b: 36 } }, { weights: { b: 2 } }], [8, 7.414, 0], 'a'],
    ['quadratic', [{ weights: { a: 400 }, weight: 4 }], [20, 0, 0], 'a'],
    [
      'weighted',
      [{ weights: { a: 3, b: 7_000_000_000 }, weight: 1_000_000_000 }],
      [0.428571, 999_999_999.571428, 0],
      'b',
    ],
    [
      'weighted',
      [{ weights: { a: Number.MAX_SAFE_INTEGER, b: Number.MAX_SAFE_INTEGER } }],
      [0.5, 0.5, 0],
      null,
    ],
    ['quadratic', [{ weights: { a: 99_999_999_999 }, weight: 1_000_000_000 }], [316_227.766, 0, 0], 'a'],
    ['copeland', [{ ranking: ['a', 'b', 'c'] }, { ranking: ['b', 'a'], weight: 2 }], [2, 4, 0], 'b'],
  ])('%s: %j is %j', (...[method, ballots, votes, winner]) => {
    const result = count(method, ballots);
    expect(votesOf(result)).toEqual(votes);
    expect(result).toMatchObject({ winner, ballots: ballots.length, void: [] });
  });

  it.each<VotingMethod>(['single-choice', 'approval', 'weighted', 'score', 'quadratic', 'copeland'])(
    '%s has no winner when nobody voted',
    (method) => {
      expect(count(method, [])).toMatchObject({ winner: null, ties: [], ballots: 0, weight: 0 });
    },
  );

  it('leaves things as they are where two are level', () => {
    expect(count('single-choice', [{ choice: 'b' }, { choice: 'a' }])).toMatchObject({
      winner: null,
      ties: [{ options: ['a', 'b'], brokenBy: 'NOTHING', chosen: null }],
    });
  });

  it('sets apart who is level by how many were beaten, by the margins', () => {
    // a beats b by 3, b beats c by 3, c beats a by 1: each has beaten one.
    const ring = [
      { ranking: ['a', 'b', 'c'], weight: 3 },
      { ranking: ['b', 'c', 'a'], weight: 2 },
      { ranking: ['c', 'a', 'b'], weight: 2 },
    ];
    const result = count('copeland', ring);
    expect(votesOf(result)).toEqual([2, 2, 2]);
    expect(result.pairwise).toEqual({
      wins: [
        [0, 5, 3],
        [2, 0, 5],
        [4, 2, 0],
      ],
      condorcetWinner: null,
    });
    expect(result).toMatchObject({ winner: 'a', ties: [{ options, brokenBy: 'MARGINS', chosen: 'a' }] });
    const even = ring.map(({ ranking }) => ({ ranking }));
    expect(count('copeland', even)).toMatchObject({
      winner: null,
      ties: [{ options, brokenBy: 'NOTHING', chosen: null }],
    });
  });
});

it('divides a vote by shares to the millionth, exactly and rounded down, however large they are', () => {
  const share = fc.oneof(fc.nat(10), fc.maxSafeNat());
  const weight = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 1_000_000_000 }));
  fc.assert(
    fc.property(weight, share, share, fc.integer({ min: 1 }), (...[weighs, a, b, c]) => {
      const shares = { a, b, c };
      const sum = Object.values(shares).reduce((all, each) => all + BigInt(each), 0n);
      const exact = Object.values(shares).map((each) => (BigInt(weighs) * 1_000_000n * BigInt(each)) / sum);
      const found = votesOf(count('weighted', [{ weights: shares, weight: weighs }]));
      expect(found.map((votes) => BigInt(Math.round(votes * 1_000_000)))).toEqual(exact);
    }),
    { numRuns: 500 },
  );
});

describe('a ballot that does not count', () => {
  it.each<[VotingMethod, unknown, VoidReason]>([
    ['single-choice', { choice: 'd' }, 'OPTION_UNKNOWN'],
    ['single-choice', { ranking: ['a'] }, 'BALLOT_MALFORMED'],
    ['single-choice', null, 'BALLOT_MALFORMED'],
    ['single-choice', 'a', 'BALLOT_MALFORMED'],
    ['single-choice', { choice: 'a', weight: 0 }, 'WEIGHT_INVALID'],
    ['single-choice', { choice: 'a', weight: -1 }, 'WEIGHT_INVALID'],
    ['single-choice', { choice: 'a', weight: Number.NaN }, 'WEIGHT_INVALID'],
    ['single-choice', { choice: 'a', weight: 0.5 }, 'WEIGHT_INVALID'],
    ['single-choice', { choice: 'a', weight: '1' }, 'WEIGHT_INVALID'],
    ['single-choice', { choice: 'a', weight: 1e10 }, 'WEIGHT_INVALID'],
    ['approval', { approvals: 'a' }, 'BALLOT_MALFORMED'],
    ['approval', { approvals: ['a', 'a'] }, 'OPTION_REPEATED'],
    ['approval', { approvals: ['a', 1] }, 'OPTION_UNKNOWN'],
    ['weighted', { weights: {} }, 'BALLOT_EMPTY'],
    ['weighted', { weights: { a: 0 } }, 'SHARE_INVALID'],
    ['weighted', { weights: { a: Number.NaN } }, 'SHARE_INVALID'],
    ['weighted', { weights: { a: -1, b: 2 } }, 'SHARE_INVALID'],
    ['weighted', { weights: ['a'] }, 'BALLOT_MALFORMED'],
    ['weighted', { weights: { d: 1 } }, 'OPTION_UNKNOWN'],
    ['score', { scores: { a: 11 } }, 'SCORE_INVALID'],
    ['score', { scores: { a: 0.5 } }, 'SCORE_INVALID'],
    ['quadratic', { weights: { a: 101 } }, 'CREDITS_EXCEEDED'],
    ['quadratic', { weights: { a: 60, b: 60 } }, 'CREDITS_EXCEEDED'],
    ['instant-runoff', { ranking: [] }, 'BALLOT_EMPTY'],
    ['instant-runoff', { ranking: ['a', 'b', 'a'] }, 'OPTION_REPEATED'],
    ['instant-runoff', { ranking: ['a', 'z'] }, 'OPTION_UNKNOWN'],
    ['copeland', { ranking: 'ab' }, 'BALLOT_MALFORMED'],
  ])('%s: %j is void (%s), and no other is', (method, ballot, reason) => {
    const good: Record<VotingMethod, Ballot> = {
      'single-choice': { choice: 'a' },
      approval: { approvals: ['a'] },
      weighted: { weights: { a: 1 } },
      score: { scores: { a: 1 } },
      quadratic: { weights: { a: 1 } },
      'instant-runoff': { ranking: ['a', 'b'] },
      copeland: { ranking: ['a', 'b'] },
    };
    const result = count(method, [good[method], ballot as Ballot, good[method]]);
    expect(result.void).toEqual([{ ballot: 1, reason }]);
    expect(result).toMatchObject({ winner: 'a', ballots: 2, weight: 2 });
    expect(votesOf(result)).toEqual(votesOf(count(method, [good[method], good[method]])));
  });
});

describe('a vote that cannot be counted', () => {
  it.each<[string, readonly string[]]>([
    ['has no options', []],
    ['has two of one name', ['a', 'a']],
    ['has more than a hundred', Array.from({ length: 101 }, (_, option) => String(option))],
  ])('%s', (_, among) => {
    expect(() => count('approval', [], among)).toThrow(
      expect.objectContaining({ code: 'OPTIONS_INVALID' }) as Error,
    );
  });

  it('weighs more than numbers can add up without an error', () => {
    function* heavy() {
      for (let ballot = 0; ballot < 9_007_200; ballot += 1) yield { choice: 'a', weight: 1_000_000_000 };
    }
    const vote = { method: 'single-choice', options, ballots: heavy(), seed: new Uint8Array() } as const;
    expect(() => countBallots(vote)).toThrow(expect.objectContaining({ code: 'WEIGHT_TOO_LARGE' }) as Error);
  });

  it.each([
    [{ method: 'loudest', options: ['a'], ballots: [] }],
    [{ method: 'approval', options: ['a'] }],
    [{ method: 'approval', options: ['a'], ballots: [], seed: 'xyz' }],
    [{ method: 'approval', options: ['a\u001b[2J'], ballots: [] }],
    [{ method: 'approval', options: ['\u202eevil'], ballots: [] }],
    [null],
  ])('is no file of ballots: %j', (file) => {
    expect(() => parseBallotFile(file)).toThrow();
  });
});

const anything = fc.anything({ maxDepth: 2 });
const someBallot = fc.oneof(
  fc.record(
    {
      choice: fc.constantFrom('a', 'b', 'c', 'd'),
      approvals: fc.subarray(['a', 'b', 'c', 'd']),
      weights: fc.dictionary(fc.constantFrom(...options), fc.integer({ min: 0, max: 50 })),
      scores: fc.dictionary(fc.constantFrom(...options), fc.integer({ min: 0, max: 11 })),
      ranking: fc.shuffledSubarray(options),
      weight: fc.integer({ min: 0, max: 4 }),
    },
    { requiredKeys: [] },
  ),
  anything,
);

it.each<VotingMethod>([
  'single-choice',
  'approval',
  'weighted',
  'score',
  'quadratic',
  'copeland',
  'instant-runoff',
])(
  '%s takes anything for a ballot, and its result does not depend on the order of ballots or options',
  (method) => {
    fc.assert(
      fc.property(fc.array(someBallot, { maxLength: 15 }), (ballots) => {
        const given = ballots as Ballot[];
        const one = count(method, given);
        const other = count(method, [...given].reverse(), [...options].reverse());
        expect(other.winner).toBe(one.winner);
        expect(other.ties).toEqual(one.ties);
        expect([other.ballots, other.weight, other.void.length]).toEqual([
          one.ballots,
          one.weight,
          one.void.length,
        ]);
        expect([...votesOf(other)].reverse()).toEqual(votesOf(one));
      }),
    );
  },
);
