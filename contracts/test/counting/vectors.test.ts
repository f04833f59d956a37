import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { countBallots, parseBallotFile, type Count, type VotingMethod } from '../../src/index.js';

interface VectorBallot {
  readonly ranking?: readonly string[];
}

interface Vector {
  readonly scores: readonly number[];
  readonly ballots: readonly VectorBallot[];
}

/** Counts a vote that Snapshot's library counts too; `scores` is what that comes to. */
async function countVector(
  method: VotingMethod,
  takes: (ballot: VectorBallot) => boolean = () => true,
): Promise<{ readonly count: Count; readonly scores: readonly number[] }> {
  const text = await readFile(path.join(import.meta.dirname, `vectors/${method}.json`), 'utf8');
  const { scores, ballots, ...file } = JSON.parse(text) as Vector;
  return { count: countBallots(parseBallotFile({ ...file, ballots: ballots.filter(takes) })), scores };
}

const votesOf = ({ tallies }: Count) => tallies.map(({ votes }) => votes);

describe('votes that Snapshot counts too', () => {
  it.each<[VotingMethod, number]>([
    ['single-choice', 759],
    ['approval', 406],
  ])('of %s come to the same', async (method, ballots) => {
    const { count, scores } = await countVector(method);
    expect(votesOf(count)).toEqual(scores);
    expect(count).toMatchObject({ weight: ballots, void: [] });
  });

  it('of weighted votes come to the same but for shares that are rounded down to a millionth', async () => {
    const { count, scores } = await countVector('weighted');
    expect(count).toMatchObject({ weight: 543, void: [] });
    for (const [option, votes] of votesOf(count).entries()) {
      expect(votes).toBeLessThanOrEqual((scores[option] ?? 0) + 1e-9);
      expect(votes).toBeGreaterThan((scores[option] ?? 0) - 0.001);
    }
    expect(votesOf(count).map((votes) => votes.toFixed(3))).toEqual(scores.map((score) => score.toFixed(3)));
  });

  it('of an instant run-off have the same last round', async () => {
    const { count, scores } = await countVector('instant-runoff');
    const last = new Map(count.rounds.at(-1)?.tallies.map(({ option, votes }) => [option, votes]));
    expect(count.options.map((option) => last.get(option) ?? 0)).toEqual(scores);
    expect(count.winner).toBe('Alice');
  });

  it('of Copeland rank alike where ballots rank all; Snapshot shares the weight out by support', async () => {
    const { count, scores } = await countVector('copeland', ({ ranking }) => ranking?.length === 4);
    expect(count).toMatchObject({ ballots: 3, winner: 'Alice' });
    expect(votesOf(count)).toEqual([6, 4, 2, 0]);
    expect(descending(scores)).toEqual(descending(votesOf(count)));
  });

  it('of Copeland come to another result with the ballot that ranks two, which Snapshot drops', async () => {
    const { count } = await countVector('copeland');
    expect(votesOf(count)).toEqual([5, 5, 2, 0]);
    expect(count).toMatchObject({ ballots: 4, winner: 'Alice', ties: [{ brokenBy: 'MARGINS' }] });
  });
});

/** The places of numbers, the highest first. */
function descending(numbers: readonly number[]): readonly number[] {
  return [...numbers.keys()].sort((one, other) => (numbers[other] ?? 0) - (numbers[one] ?? 0));
}
