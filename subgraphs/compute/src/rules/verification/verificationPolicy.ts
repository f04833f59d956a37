import type { PolicyParameters } from '@ai-collective/contracts';

/**
 * What verifying goes by. What a community may set of it are the policy parameters `verification.*` and `tasks.max*`; the rest is
 * {@link defaultVerificationPolicy}. Probabilities and shares are in [0, 1].
 */
export interface VerificationPolicy {
  /** Results a task of a device that is not trusted wants; ⌊quorum/2⌋+1 of them have to agree. */
  readonly quorum: number;
  /** Confirmed results in a row after which a device is trusted with a model version. */
  readonly trustedAfter: number;
  /** A trusted device's results are checked at least this often, however long it has been right. */
  readonly minimumCheckProbability: number;
  /** How often a device is given a task whose answer is known. */
  readonly baitProbability: number;
  /** ERROR attempts before a task fails, one an owner where several had it. */
  readonly maxErrors: number;
  /** Attempts of any outcome before a task fails. */
  readonly maxAttempts: number;
  /** Results without agreement before a task fails. */
  readonly maxSuccesses: number;
  /** A device is suspended when it has at least this many strikes … */
  readonly suspendAtStrikes: number;
  /** … and more than this share of its judged results was wrong. */
  readonly suspendAboveWrongShare: number;
}

export const defaultVerificationPolicy: VerificationPolicy = {
  quorum: 2,
  trustedAfter: 10,
  minimumCheckProbability: 0.05,
  baitProbability: 0.01,
  maxErrors: 3,
  maxAttempts: 8,
  maxSuccesses: 6,
  suspendAtStrikes: 3,
  suspendAboveWrongShare: 0.02,
};

/** What verifying goes by where these parameters are in force. A quorum of more results may take as many more to agree, and tries. */
export function verificationPolicyOf(parameters: PolicyParameters): VerificationPolicy {
  const quorum = parameters['verification.quorum'];
  return {
    ...defaultVerificationPolicy,
    quorum,
    trustedAfter: parameters['verification.trustedAfter'],
    minimumCheckProbability: parameters['verification.minimumCheckPercent'] / 100,
    baitProbability: parameters['verification.baitPercent'] / 100,
    suspendAtStrikes: parameters['verification.suspendAtStrikes'],
    maxErrors: parameters['tasks.maxErrors'],
    maxAttempts: parameters['tasks.maxAttempts'],
    maxSuccesses: Math.max(defaultVerificationPolicy.maxSuccesses, 2 * quorum),
  };
}
