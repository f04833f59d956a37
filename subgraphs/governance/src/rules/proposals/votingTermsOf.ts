import type { PolicyParameters, VotingTerms } from '@ai-collective/contracts';

const minuteMs = 60_000;
/** How long after its time-lock a proposal can still take effect. */
const graceMs = 14 * 24 * 60 * minuteMs;

/** The terms that a policy sets. */
export function votingTermsOf(parameters: PolicyParameters): VotingTerms {
  return {
    delayMs: parameters['voting.delayMinutes'] * minuteMs,
    periodMs: parameters['voting.periodMinutes'] * minuteMs,
    extensionMs: parameters['voting.extensionMinutes'] * minuteMs,
    timeLockMs: parameters['voting.timeLockMinutes'] * minuteMs,
    graceMs,
    quorumShare: parameters['voting.quorumPercent'] * 100,
    majorityShare: parameters['voting.majorityPercent'] * 100,
    mostCarriedShare: parameters['voting.mostCarriedPercent'] * 100,
  };
}
