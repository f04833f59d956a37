import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decidedEarly,
  passingVerdict,
  type PassingRules,
  type ProposalTally,
} from '../../../src/rules/proposals/passing.js';

const rules = (over: Partial<PassingRules> = {}): PassingRules => ({
  base: 100,
  quorumShare: 2_000,
  majorityShare: 5_000,
  objectionShare: null,
  ...over,
});
const tally = (inFavour: number, against: number, abstain = 0): ProposalTally => ({
  for: inFavour,
  against,
  abstain,
});

describe('a proposal', () => {
  it.each<[string, ProposalTally, PassingRules, boolean]>([
    ['passes with more for than against', tally(20, 19), rules(), true],
    ['does not pass in a tie', tally(20, 20), rules(), false],
    ['does not pass without votes', tally(0, 0), rules({ quorumShare: 0 }), false],
    ['does not pass without a quorum', tally(19, 0), rules(), false],
    ['passes with a quorum of those who abstain', tally(10, 0, 10), rules(), true],
    ['has no quorum by those against', tally(19, 18), rules(), false],
    ['needs the quorum rounded up', tally(20, 0), rules({ base: 101 }), false],
    ['needs more than its majority', tally(60, 30), rules({ majorityShare: 6_667 }), false],
    ['passes with more than its majority', tally(61, 30), rules({ majorityShare: 6_667 }), true],
    ['passes by silence', tally(0, 0), rules({ objectionShare: 1_000 }), true],
    ['passes by silence below the threshold', tally(0, 9), rules({ objectionShare: 1_000 }), true],
    ['does not pass with as many objections', tally(50, 10), rules({ objectionShare: 1_000 }), false],
    [
      'counts weights near 2^53 exactly',
      tally(4_503_599_627_370_495, 4_503_599_627_370_494),
      rules({ base: Number.MAX_SAFE_INTEGER }),
      true,
    ],
  ])('%s', (...[, votes, by, passes]) => {
    expect(passingVerdict(votes, by).passes).toBe(passes);
  });

  it('says how far the quorum is', () => {
    expect(passingVerdict(tally(3, 50, 4), rules()).quorum).toEqual({ reached: 7, needed: 20 });
  });
});

const anyRules = fc.record({
  base: fc.integer({ min: 1, max: 60 }),
  quorumShare: fc.integer({ min: 0, max: 10_000 }),
  majorityShare: fc.integer({ min: 0, max: 10_000 }),
  objectionShare: fc.option(fc.integer({ min: 1, max: 10_000 })),
});
const anyTally = fc.record({ for: fc.nat(20), against: fc.nat(20), abstain: fc.nat(20) });

describe('what is decided early', () => {
  it('stays so however the others vote, and what is not can go either way', () => {
    fc.assert(
      fc.property(anyTally, anyRules, fc.nat(12), (votes, by, left) => {
        const ends = new Set<boolean>();
        for (let more = 0; more <= left; more += 1)
          for (let against = 0; against <= left - more; against += 1)
            for (let abstain = 0; abstain <= left - more - against; abstain += 1) {
              const end = {
                for: votes.for + more,
                against: votes.against + against,
                abstain: votes.abstain + abstain,
              };
              ends.add(passingVerdict(end, by).passes);
            }
        const decided = decidedEarly(votes, by, left);
        if (decided !== null) expect([...ends]).toEqual([decided === 'PASSES']);
        else expect(ends.size).toBe(2);
      }),
      { numRuns: 400 },
    );
  });
});
