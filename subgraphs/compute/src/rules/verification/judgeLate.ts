import type { Comparator } from '@ai-collective/contracts';
import { resultsAgree, type ReportedResult } from './agreement.js';

/** A task that is settled, as far as a late result needs it. */
export interface SettledTask {
  readonly canonical: ReportedResult;
  readonly verified: boolean;
  /** Owners who had a result in it that counted. */
  readonly ownerIds: readonly string[];
}

/**
 * What a result is worth that came after its task was settled. VALID: it agrees; the canonical result is verified from now on.
 * INVALID: it does not agree with what others confirmed. DISPUTES: it does not agree with a result that nobody confirmed, so
 * which of them is wrong is to be found out by an audit. INCONCLUSIVE: it counts for nothing.
 */
export function judgeLate(
  task: SettledTask,
  late: ReportedResult,
  comparator: Comparator,
): 'VALID' | 'INVALID' | 'DISPUTES' | 'INCONCLUSIVE' {
  if (late.level === 'SUSPENDED' || task.ownerIds.includes(late.ownerId)) return 'INCONCLUSIVE';
  if (resultsAgree(task.canonical, late, comparator)) return 'VALID';
  return task.verified || task.canonical.level === 'VOUCHED' ? 'INVALID' : 'DISPUTES';
}
