import type { Verdict } from './judge.js';

/** A result that became its task's. */
export interface AcceptedResult {
  readonly attemptId: string;
  readonly taskId: string;
  readonly deviceId: string;
  readonly modelVersionId: string;
  /** Milliseconds since the epoch. */
  readonly reportedAt: number;
  /** Whether it was compared with another result, or a known answer, or is being audited already. */
  readonly verified: boolean;
}

/** The device that gave a wrong result, and when it last passed a check for each model version: DeviceTrust.lastPassedAt. */
export interface CaughtDevice {
  readonly deviceId: string;
  readonly lastPassedAt: ReadonlyMap<string, number>;
}

/**
 * The results to run again after a device was caught, oldest first: those it reported since it last passed a check of the model
 * version, and that nobody confirmed. Of a model version it never passed a check of, all.
 */
export function retroAudit(
  { deviceId, lastPassedAt }: CaughtDevice,
  accepted: readonly AcceptedResult[],
): readonly AcceptedResult[] {
  return accepted
    .filter(
      (result) =>
        result.deviceId === deviceId &&
        !result.verified &&
        result.reportedAt > (lastPassedAt.get(result.modelVersionId) ?? 0),
    )
    .sort((left, right) => left.reportedAt - right.reportedAt || (left.attemptId < right.attemptId ? -1 : 1));
}

/** What is to be done with an accepted result when its audit ends. */
export type AuditOutcome =
  /** It stands, and is verified. Finding VALID for the attempts in the verdict's `valid`. */
  | { readonly type: 'CONFIRMED' }
  /**
   * The canonical result of the verdict takes its place and is paid; the credit of `reversed` is taken back, by an entry of its
   * own in the ledger, and its attempt becomes INVALID (JudgedResult by AUDIT). Whoever waits for the job hears of it.
   */
  | { readonly type: 'REPLACED'; readonly canonical: string; readonly reversed: string }
  /** Nothing better is known: it stays, marked as unverified, and its credit too. */
  | { readonly type: 'UNDECIDED' };

/**
 * An audit is judged as any task is: with the accepted result among the results, at its device's level of now, the policy's quorum, and
 * one run more to begin with. A caught device that is not suspended still has its say, since a wrong result once does not make
 * all others wrong; a suspended one's counts for nothing. Null while the verdict is to wait.
 */
export function auditOutcome(
  accepted: Pick<AcceptedResult, 'attemptId'>,
  verdict: Verdict,
): AuditOutcome | null {
  switch (verdict.type) {
    case 'WAIT':
      return null;
    case 'FAIL':
      return { type: 'UNDECIDED' };
    case 'SETTLE':
      return verdict.valid.includes(accepted.attemptId)
        ? { type: 'CONFIRMED' }
        : { type: 'REPLACED', canonical: verdict.canonical, reversed: accepted.attemptId };
  }
}
