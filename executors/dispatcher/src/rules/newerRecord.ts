import type { DeviceRecord } from '@ai-collective/contracts';

/**
 * Which of two records of a device holds. Revocation is final: records of a compacted topic are sent again when the
 * broker lost its memory, and an old one must not let a revoked device in. Only a later enrolment ends it.
 */
export function newerRecord(held: DeviceRecord | undefined, arrived: DeviceRecord): DeviceRecord {
  if (held === undefined || held.status === 'ENROLLED' || arrived.status === 'REVOKED') return arrived;
  return Date.parse(arrived.enrolledAt) > Date.parse(held.enrolledAt) ? arrived : held;
}
