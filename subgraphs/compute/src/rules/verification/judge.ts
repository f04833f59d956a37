import type { Comparator } from '@ai-collective/contracts';
import { largestAgreement, resultsAgree, type ReportedResult } from './agreement.js';
import type { VerificationPolicy } from './verificationPolicy.js';

/** What is known of a task that is being verified. */
export interface TaskEvidence {
  readonly results: readonly ReportedResult[];
  /** The largest quorum of the plans of its attempts; see verificationPlan. */
  readonly quorum: number;
  /** Leases under way, and messages that ask for one. */
  readonly underWay: number;
  /** Attempts that ended without a result, by ERROR. */
  readonly errors: number;
  /** Those of them that count towards `maxErrors`; see countedErrors. */
  readonly countedErrors: number;
  /** Attempts that ended without a result, by TIMED_OUT or ABANDONED. */
  readonly lost: number;
}

/**
 * - WAIT: `launch` runs more have to be started, by devices of owners who have none in this task.
 * - SETTLE: `canonical` is the result. `valid` agree with it, `invalid` do not; `inconclusive` count for nothing: results of suspended
 *   devices, or a second one of an owner. `verified` says whether results were compared: only then do valid and invalid ones
 *   change what is known of their devices (trustAfter, standingAfter).
 * - FAIL: no result can be had within the limits. All results are inconclusive: which of them were right is not known.
 */
export type Verdict =
  | { readonly type: 'WAIT'; readonly launch: number }
  | {
      readonly type: 'SETTLE';
      readonly canonical: string;
      readonly valid: readonly string[];
      readonly invalid: readonly string[];
      readonly inconclusive: readonly string[];
      readonly verified: boolean;
    }
  | {
      readonly type: 'FAIL';
      readonly reason: 'TOO_MANY_ERRORS' | 'TOO_MANY_ATTEMPTS' | 'NO_AGREEMENT';
      readonly inconclusive: readonly string[];
    };

/**
 * Judges what devices reported for a task, after BOINC's `check_set`: the result that ⌊quorum/2⌋+1 results agree with is the task's.
 * Unlike BOINC, it waits while as many results agree on something else, and believes a vouched device alone, whatever the quorum.
 * It does not matter in which order results are given. One result, or two of the same digest, cost no comparison.
 */
export function judge(task: TaskEvidence, comparator: Comparator, policy: VerificationPolicy): Verdict {
  const counted = oneAnOwner(task.results);
  const vouched = counted.filter(({ level }) => level === 'VOUCHED');
  const believed = vouched.length > 0 ? vouched : counted;
  const wanted = vouched.length > 0 ? 1 : Math.floor(task.quorum / 2) + 1;
  const best = largestAgreement(believed, comparator);
  if (best !== null && best.members.length >= wanted && !best.contested) {
    const { canonical } = best;
    return settle(task.results, counted, { canonical, comparator });
  }
  return waitOrFail(task, Math.max(1, wanted - (best?.members.length ?? 0)), policy);
}

/** Never two results of one owner: the first by attempt id, of devices that are not suspended. */
function oneAnOwner(results: readonly ReportedResult[]): readonly ReportedResult[] {
  const first = new Map<string, ReportedResult>();
  for (const result of results) {
    if (result.level === 'SUSPENDED') continue;
    const known = first.get(result.ownerId);
    if (known === undefined || result.attemptId < known.attemptId) first.set(result.ownerId, result);
  }
  return [...first.values()];
}

function settle(
  results: readonly ReportedResult[],
  counted: readonly ReportedResult[],
  { canonical, comparator }: { readonly canonical: ReportedResult; readonly comparator: Comparator },
): Verdict {
  const valid = counted.filter((result) => resultsAgree(canonical, result, comparator));
  return {
    type: 'SETTLE',
    canonical: canonical.attemptId,
    valid: idsOf(valid),
    invalid: idsOf(counted.filter((result) => !valid.includes(result))),
    inconclusive: idsOf(results.filter((result) => !counted.includes(result))),
    verified: counted.length > 1,
  };
}

function waitOrFail(task: TaskEvidence, missing: number, policy: VerificationPolicy): Verdict {
  const launch = Math.max(0, missing - task.underWay);
  const begun = task.results.length + task.errors + task.lost + task.underWay;
  const reason =
    task.countedErrors >= policy.maxErrors
      ? 'TOO_MANY_ERRORS'
      : task.results.length + missing > policy.maxSuccesses
        ? 'NO_AGREEMENT'
        : launch > 0 && begun + launch > policy.maxAttempts
          ? 'TOO_MANY_ATTEMPTS'
          : null;
  if (reason === null) return { type: 'WAIT', launch };
  return { type: 'FAIL', reason, inconclusive: idsOf(task.results) };
}

function idsOf(results: readonly ReportedResult[]): readonly string[] {
  return results.map(({ attemptId }) => attemptId);
}
