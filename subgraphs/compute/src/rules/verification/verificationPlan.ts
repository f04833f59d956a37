import { checkProbability, trustLevel, type DeviceBacking, type DeviceTrust } from './deviceTrust.js';
import type { VerificationPolicy } from './verificationPolicy.js';

/** What a task wants because a device has it, and why. */
export interface VerificationPlan {
  /** Results to compare, of which ⌊quorum/2⌋+1 have to agree. */
  readonly quorum: number;
  readonly reason: 'VOUCHED' | 'TRUSTED' | 'CHECKED' | 'UNTRUSTED' | 'SUSPENDED';
  /** Whether the device should be given a task with a known answer besides. */
  readonly bait: boolean;
}

/** Numbers in [0, 1) that belong to the attempt, such as drawFor gives. */
export interface Draws {
  readonly check: number;
  readonly bait: number;
}

/**
 * What verifying takes when a device leases a task, or reports its result: one result of a vouched or trusted device, unless
 * that is drawn for a check; else as many as the policy's quorum. A task that several devices have wants the largest quorum of
 * their plans; `judge` says how many results are missing. Drawn when a result is reported, a check costs no run for leases that
 * come to nothing; drawn at the lease, its second run begins earlier. Either way draw once an attempt.
 */
export function verificationPlan(
  device: DeviceTrust & DeviceBacking,
  draws: Draws,
  policy: VerificationPolicy,
): VerificationPlan {
  const level = trustLevel(device, device, policy);
  const bait = level !== 'SUSPENDED' && draws.bait < policy.baitProbability;
  if (level === 'VOUCHED') return { quorum: 1, reason: level, bait };
  if (level !== 'TRUSTED') return { quorum: policy.quorum, reason: level, bait };
  return draws.check < checkProbability(device, policy)
    ? { quorum: policy.quorum, reason: 'CHECKED', bait }
    : { quorum: 1, reason: level, bait };
}
