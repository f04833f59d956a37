import type { VerificationPolicy } from './verificationPolicy.js';

/** How far a device is believed with one model version: a row per (device, model version). */
export interface DeviceTrust {
  /** Results in a row that another device, or a known answer, confirmed. A result nobody checked does not count. */
  readonly consecutiveValid: number;
  /** When it reported the newest result that was confirmed, in milliseconds since the epoch; 0 when there is none. */
  readonly lastPassedAt: number;
}

export const noTrust: DeviceTrust = { consecutiveValid: 0, lastPassedAt: 0 };

/** Least trusted first. */
export const trustLevels = ['SUSPENDED', 'UNTRUSTED', 'TRUSTED', 'VOUCHED'] as const;

/**
 * SUSPENDED: its results count for nothing. UNTRUSTED: others have to agree. TRUSTED: believed, and checked at random.
 * VOUCHED: an operator of the community answers for it; believed at once, and only given baits.
 */
export type TrustLevel = (typeof trustLevels)[number];

/** What the community and its standing say of a device, apart from any model version. */
export interface DeviceBacking {
  readonly vouched: boolean;
  readonly suspended: boolean;
}

/** How a device counts for a model version. Being suspended outweighs being vouched for. */
export function trustLevel(
  trust: DeviceTrust,
  { vouched, suspended }: DeviceBacking,
  { trustedAfter }: Pick<VerificationPolicy, 'trustedAfter'>,
): TrustLevel {
  if (suspended) return 'SUSPENDED';
  if (vouched) return 'VOUCHED';
  return trust.consecutiveValid >= trustedAfter ? 'TRUSTED' : 'UNTRUSTED';
}

/** How probably a trusted device's next result is checked: 1 / consecutiveValid, and never less than the policy's minimum. */
export function checkProbability(
  { consecutiveValid }: DeviceTrust,
  { minimumCheckProbability }: Pick<VerificationPolicy, 'minimumCheckProbability'>,
): number {
  return Math.max(minimumCheckProbability, 1 / Math.max(1, consecutiveValid));
}

/** What was found of a result by comparing it, with others or with a known answer. */
export interface Finding {
  readonly outcome: 'VALID' | 'INVALID';
  /** When the device reported the result: what it did then is what was found, not what it did when that was found. */
  readonly reportedAt: number;
}

/**
 * Trust after a result was compared: one more in a row, or none. Not for results that were accepted unchecked, were inconclusive,
 * or never came: those say nothing of what the device computes.
 */
export function trustAfter(trust: DeviceTrust, { outcome, reportedAt }: Finding): DeviceTrust {
  if (outcome === 'INVALID') return { ...trust, consecutiveValid: 0 };
  return {
    consecutiveValid: trust.consecutiveValid + 1,
    lastPassedAt: Math.max(trust.lastPassedAt, reportedAt),
  };
}
