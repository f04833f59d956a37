import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  proposalStanding,
  proposalStates,
  type ProposalFacts,
  type ProposalState,
} from '../../../src/rules/proposals/proposalState.js';

const rules = { base: 10, quorumShare: 5_000, majorityShare: 5_000, objectionShare: null };
const passed = { for: 6, against: 1, abstain: 0 };
const failed = { for: 1, against: 6, abstain: 0 };

/** Voting from 100 to 200, a time-lock to 250, and grace to 300. */
const facts = (over: Partial<ProposalFacts> = {}): ProposalFacts => ({
  ...{ startsAt: 100, endsAt: 200, rules, timeLockMs: 50, graceMs: 50, hasEffects: true },
  ...{ submittedAt: 90, canceledAt: null, vetoedAt: null, executedAt: null, executionFailedAt: null },
  ...over,
});

describe('a proposal', () => {
  it.each<[string, ProposalFacts, typeof passed, number, ProposalState]>([
    ['is a draft until it is submitted', facts({ submittedAt: null }), passed, 150, 'DRAFT'],
    ['is pending before its vote', facts(), passed, 99, 'PENDING'],
    ['is active from the start of its vote', facts(), passed, 100, 'ACTIVE'],
    ['is active to the last moment', facts(), failed, 199, 'ACTIVE'],
    ['is defeated at the end', facts(), failed, 200, 'DEFEATED'],
    ['is queued at the end', facts(), passed, 200, 'QUEUED'],
    ['is queued until it takes effect or its grace is over', facts(), passed, 299, 'QUEUED'],
    ['expires when nobody had it take effect', facts(), passed, 300, 'EXPIRED'],
    ['is executed', facts({ executedAt: 260 }), passed, 400, 'EXECUTED'],
    ['could not take effect', facts({ executionFailedAt: 260 }), passed, 270, 'EXECUTION_FAILED'],
    ['expires when it never could', facts({ executionFailedAt: 260 }), passed, 300, 'EXPIRED'],
    ['is canceled whenever that is', facts({ canceledAt: 230 }), passed, 240, 'CANCELED'],
    ['is vetoed in its time-lock', facts({ vetoedAt: 230 }), passed, 240, 'VETOED'],
    ['is done at once where it changes nothing', facts({ hasEffects: false }), passed, 200, 'EXECUTED'],
    ['has succeeded while others have to agree', facts({ concurredAt: null }), passed, 249, 'SUCCEEDED'],
    ['expires when they never do', facts({ concurredAt: null }), passed, 250, 'EXPIRED'],
    ['is queued once they agree', facts({ concurredAt: 220 }), passed, 225, 'QUEUED'],
  ])('%s', (...[, of, tally, now, state]) => {
    expect(proposalStanding(of, tally, now).state).toBe(state);
  });

  it('takes effect after its time-lock, from when all had agreed', () => {
    expect(proposalStanding(facts(), passed, 200).eta).toBe(250);
    expect(proposalStanding(facts({ concurredAt: 240 }), passed, 245).eta).toBe(290);
    expect(proposalStanding(facts(), passed, 150).eta).toBeNull();
  });

  const anyFacts = fc.record({
    canceledAt: fc.option(fc.nat(400)),
    vetoedAt: fc.option(fc.nat(400)),
    executedAt: fc.option(fc.nat(400)),
    executionFailedAt: fc.option(fc.nat(400)),
    submittedAt: fc.option(fc.constant(90)),
    hasEffects: fc.boolean(),
    timeLockMs: fc.nat(100),
  });

  it('never goes back: as time goes by and nothing else is written, states only follow one another', () => {
    const order = new Map(proposalStates.map((state, place) => [state, place]));
    const rank = (state: ProposalState) =>
      state === 'EXECUTION_FAILED' ? order.get('QUEUED') : order.get(state);
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(passed, failed), fc.array(fc.nat(500)), (over, tally, times) => {
        const states = [...times]
          .sort((one, other) => one - other)
          .map((now) => proposalStanding(facts(over), tally, now).state);
        const ranks = states.map((state) => rank(state) ?? -1);
        expect([...ranks].sort((one, other) => one - other)).toEqual(ranks);
      }),
    );
  });
});
