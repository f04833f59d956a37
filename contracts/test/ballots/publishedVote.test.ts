import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainOf } from '../../src/ballots/ballotChain.js';
import { chainedContent, hasReceipt, isChained, verifyChain } from '../../src/ballots/publishedVote.js';

interface Published {
  readonly member: string;
  readonly castAt: string;
  readonly hash: string;
  readonly weight: number;
  readonly choice: string;
}

/** A vote as it is published, and what its voters keep. */
function publish(choices: readonly string[]) {
  const rollHash = 'ab'.repeat(32);
  const cast = choices.map((choice, index) => ({
    ...{
      member: `per_${index}`,
      castAt: `2026-01-01T00:00:0${index % 10}.000Z`,
      hash: '00',
      weight: 1,
      choice,
    },
  }));
  const { head, receipts } = chainOf(Buffer.from(rollHash, 'hex'), cast.map(chainedContent));
  const ballots: Published[] = cast.map((ballot, index) => ({
    ...ballot,
    hash: receipts[index]?.hash ?? '',
  }));
  return { vote: { rollHash, head: head.hash, ballots }, receipts };
}

const choices = fc.array(fc.constantFrom('FOR', 'AGAINST'), { minLength: 2, maxLength: 8 });

describe('the chain of a published vote', () => {
  it('is whole where nothing was done to it, whatever ballots are said to weigh', () => {
    fc.assert(
      fc.property(choices, fc.nat(9), (said, weight) => {
        const { vote, receipts } = publish(said);
        const weighed = { ...vote, ballots: vote.ballots.map((ballot) => ({ ...ballot, weight })) };
        expect(isChained(vote)).toBe(true);
        expect(verifyChain(weighed)).toEqual({
          head: { count: said.length, hash: vote.head },
          broken: null,
        });
        for (const receipt of receipts) expect(hasReceipt(vote, receipt)).toBe(true);
      }),
    );
  });

  it.each<readonly [string, (ballots: readonly Published[], at: number) => readonly Published[]]>([
    [
      'changed',
      (ballots, at) => ballots.map((one, index) => (index === at ? { ...one, choice: 'NO' } : one)),
    ],
    [
      'somebody else’s',
      (ballots, at) => ballots.map((one, i) => (i === at ? { ...one, member: 'per_x' } : one)),
    ],
    [
      'cast at another time',
      (ballots, at) => ballots.map((one, i) => (i === at ? { ...one, castAt: '' } : one)),
    ],
    ['left out', (ballots, at) => ballots.filter((_, index) => index !== at)],
    ['put in', (ballots, at) => [...ballots.slice(0, at), ...ballots.slice(0, 1), ...ballots.slice(at)]],
  ])('is broken at the place of a ballot that is %s', (_, tamper) => {
    fc.assert(
      fc.property(choices, fc.nat(7), (said, place) => {
        const { vote } = publish(said);
        const at = place % (said.length - 1);
        const { broken } = verifyChain({ ...vote, ballots: tamper(vote.ballots, at) });
        // The first ballot, put in before itself, is in its place.
        const first =
          tamper(vote.ballots, at)[at]?.hash === vote.ballots[at]?.hash && at === 0 ? at + 2 : at + 1;
        expect([at + 1, first]).toContain(broken?.place);
        expect(broken?.reason).toBe('CHANGED');
      }),
    );
  });

  it('is broken behind its end when that was cut off', () => {
    const { vote, receipts } = publish(['FOR', 'FOR', 'AGAINST']);
    const cut = { ...vote, ballots: vote.ballots.slice(0, 2) };
    expect(verifyChain(cut).broken).toEqual({ place: 3, reason: 'ENDS_ELSEWHERE' });
    expect(hasReceipt(cut, receipts[2] ?? { place: 0, hash: '' })).toBe(false);
  });

  it('is nothing that every file has', () => {
    expect([isChained({ ballots: [] }), isChained(null), isChained('rollHash')]).toEqual([
      false,
      false,
      false,
    ]);
    expect(() => verifyChain({ rollHash: 'no', head: '00', ballots: [] })).toThrow();
  });
});
