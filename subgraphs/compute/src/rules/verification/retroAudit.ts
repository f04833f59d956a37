import type { Comparator } from '@ai-collective/contracts';
import { resultsAgree, type ReportedResult } from './agreement.js';
import type { Verdict } from './judge.js';

/** A VALID attempt of a task that succeeded. */
export interface AcceptedResult {
  readonly attemptId: string;
  readonly taskId: string;
  readonly deviceId: string;
  readonly modelVersionId: string;
  /** Milliseconds since the epoch. */
  readonly reportedAt: number;
  /** Whether another device that is not suspended now confirmed it, or its task is being audited already. */
  readonly verified: boolean;
}

/** The device that gave a wrong result. */
export interface CaughtDevice {
  readonly deviceId: string;
  /** Whether it is suspended for that. */
  readonly suspended: boolean;
  /** When it last passed a check, by model version: DeviceTrust.lastPassedAt. */
  readonly lastPassedAt: ReadonlyMap<string, number>;
}

/**
 * The results to run again after a device was caught, oldest first: those that no device confirmed which is not suspended, and
 * that it reported since it last passed a check of the model version; of a model version it never passed a check of, all. Of a
 * suspended device all, too: it passed checks and was wrong in between, or was confirmed by others that are suspended.
 */
export function retroAudit(
  { deviceId, suspended, lastPassedAt }: CaughtDevice,
  accepted: readonly AcceptedResult[],
): readonly AcceptedResult[] {
  const isInDoubt = (result: AcceptedResult): boolean =>
    suspended || result.reportedAt > (lastPassedAt.get(result.modelVersionId) ?? 0);
  return accepted
    .filter((result) => result.deviceId === deviceId && !result.verified && isInDoubt(result))
    .sort((left, right) => left.reportedAt - right.reportedAt || (left.attemptId < right.attemptId ? -1 : 1));
}

/** What is to be done with an accepted result when its audit ends. */
export type AuditOutcome =
  /** It stands, and is verified. */
  | { readonly type: 'CONFIRMED' }
  /**
   * The canonical result of the verdict takes its place and is paid; the credit of `reversed` is taken back, by an entry of its
   * own in the ledger, and its attempt becomes INVALID. Whoever waits for the job hears of it.
   */
  | { readonly type: 'REPLACED'; readonly canonical: string; readonly reversed: string }
  /** Nothing better is known: it stays, marked as unverified, and its credit too. */
  | { readonly type: 'UNDECIDED' };

/** An accepted result, and all results its task has by now. */
export interface Audit {
  readonly accepted: ReportedResult;
  readonly results: readonly ReportedResult[];
  readonly comparator: Comparator;
}

/**
 * An audit is judged as any task is, with one run more to begin with: with the accepted result among the results, at its device's
 * level of now. A caught device that is not suspended has its say, since one wrong result does not make all others wrong, and
 * the quorum is the policy's. That of a suspended device counts for nothing, so that the quorum is that of the new runs' plans.
 *
 * What is found of the accepted result counts for its device's standing (JudgedResult by AUDIT), and not for its trust, which is
 * earned after the catch. What is found of the other results are findings as any. Null while the verdict is to wait.
 */
export function auditOutcome(
  { accepted, results, comparator }: Audit,
  verdict: Verdict,
): AuditOutcome | null {
  if (verdict.type === 'WAIT') return null;
  if (verdict.type === 'FAIL') return { type: 'UNDECIDED' };
  const canonical = results.find(({ attemptId }) => attemptId === verdict.canonical);
  if (canonical !== undefined && resultsAgree(canonical, accepted, comparator)) return { type: 'CONFIRMED' };
  return { type: 'REPLACED', canonical: verdict.canonical, reversed: accepted.attemptId };
}
