import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProposalTally } from '../../../src/rules/proposals/passing.js';
import { clockAfter, clockAtStart } from '../../../src/rules/proposals/votingClock.js';

const rules = { base: 10, quorumShare: 5_000, majorityShare: 5_000, objectionShare: null };
const terms = { rules, extensionMs: 100 };

interface Moment {
  readonly at: number;
  readonly tally: ProposalTally;
}
const moment = (at: number, inFavour: number, against = 0): Moment => ({
  at,
  tally: { for: inFavour, against, abstain: 0 },
});
const endAfter = (...moments: readonly Moment[]) =>
  moments.reduce((clock, each) => clockAfter(clock, each, terms), clockAtStart(1_000)).endsAt;

describe('the end of a vote', () => {
  it.each<[string, readonly Moment[], number]>([
    ['is as announced when nobody votes', [], 1_000],
    ['is as announced when the quorum is there early', [moment(10, 5), moment(990, 6)], 1_000],
    ['is as announced when there is no quorum', [moment(990, 4)], 1_000],
    ['moves when the quorum comes late', [moment(10, 4), moment(950, 5)], 1_050],
    ['moves for the quorum once', [moment(950, 5), moment(1_040, 6)], 1_050],
    ['moves when the other side comes to lead late', [moment(10, 5), moment(980, 5, 6)], 1_080],
    ['does not move when it comes to lead early', [moment(10, 5), moment(880, 5, 6)], 1_000],
    ['does not move for a tie', [moment(10, 5), moment(980, 5, 5)], 1_000],
    ['moves when a lead is lost through a tie', [moment(10, 5), moment(980, 5, 5), moment(990, 5, 6)], 1_090],
    [
      'moves for a turn once',
      [moment(10, 5), moment(980, 5, 6), moment(1_070, 7, 6), moment(1_075, 7, 8)],
      1_080,
    ],
    ['moves for the quorum and for a turn', [moment(10, 4), moment(950, 5), moment(1_040, 5, 6)], 1_140],
    ['is over when it is over', [moment(1_000, 9), moment(1_001, 9)], 1_000],
  ])('%s', (...[, moments, end]) => {
    expect(endAfter(...moments)).toBe(end);
  });

  it('never comes sooner for a ballot, nor later than twice the extension', () => {
    const anyMoment = fc.record({
      at: fc.integer({ min: 0, max: 1_300 }),
      tally: fc.record({ for: fc.nat(10), against: fc.nat(10), abstain: fc.nat(3) }),
    });
    fc.assert(
      fc.property(fc.array(anyMoment, { maxLength: 20 }), (moments) => {
        let clock = clockAtStart(1_000);
        for (const each of [...moments].sort((one, other) => one.at - other.at)) {
          const after = clockAfter(clock, each, terms);
          expect(after.endsAt).toBeGreaterThanOrEqual(clock.endsAt);
          clock = after;
        }
        expect(clock.endsAt).toBeLessThanOrEqual(1_200);
      }),
    );
  });
});
