import type { VerificationPolicy } from './verificationPolicy.js';

/** What was found of all a device's results, whatever the model: a row per device. */
export interface DeviceStanding {
  readonly state: 'ACTIVE' | 'SUSPENDED';
  /** Results that were compared with others or with a known answer. */
  readonly judged: number;
  readonly wrong: number;
  /** Times it was caught: wrong results, without those that only an audit after a catch brought up. */
  readonly strikes: number;
  /** Attempts whose results were wrong, newest last: what an appeal is decided on. At most {@link evidenceKept}. */
  readonly evidence: readonly string[];
  /** How often a vote let it back. */
  readonly reinstatements: number;
}

export const unknownStanding: DeviceStanding = {
  state: 'ACTIVE',
  judged: 0,
  wrong: 0,
  strikes: 0,
  evidence: [],
  reinstatements: 0,
};

export const evidenceKept = 50;

/** A result that was found to be right or wrong. */
export interface JudgedResult {
  readonly attemptId: string;
  readonly outcome: 'VALID' | 'INVALID';
  /** CATCH: judged in its own task, or a bait. AUDIT: brought up by an audit, which follows a strike that is already counted. */
  readonly by: 'CATCH' | 'AUDIT';
}

/**
 * Standing after a result was judged. A device is suspended when it has enough strikes and too large a share of its judged results
 * was wrong; it stays so whatever comes, until it is reinstated. Judge a result once: events that come twice count twice here.
 */
export function standingAfter(
  standing: DeviceStanding,
  { attemptId, outcome, by }: JudgedResult,
  policy: Pick<VerificationPolicy, 'suspendAtStrikes' | 'suspendAboveWrongShare'>,
): DeviceStanding {
  const judged = standing.judged + 1;
  if (outcome === 'VALID') return { ...standing, judged };
  const wrong = standing.wrong + 1;
  const strikes = standing.strikes + (by === 'CATCH' ? 1 : 0);
  const tooMany = strikes >= policy.suspendAtStrikes && wrong / judged > policy.suspendAboveWrongShare;
  return {
    ...standing,
    state: tooMany ? 'SUSPENDED' : standing.state,
    judged,
    wrong,
    strikes,
    evidence: [...standing.evidence, attemptId].slice(-evidenceKept),
  };
}

/**
 * Standing after an appeal was upheld: as of a new device, but for the count. Its trust with every model version starts again
 * too (noTrust); the evidence stays in the audit record of its suspension. An active device's standing does not change.
 */
export function standingAfterReinstatement(standing: DeviceStanding): DeviceStanding {
  if (standing.state === 'ACTIVE') return standing;
  return { ...unknownStanding, reinstatements: standing.reinstatements + 1 };
}
