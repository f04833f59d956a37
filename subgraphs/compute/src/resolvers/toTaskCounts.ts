import { totalOf, type TaskCounts as Counts } from '../rules/jobState.js';
import type { TaskCounts } from './types/JobTypes.js';

/** A job's counts as GraphQL shows them. */
export function toTaskCounts(counts: Counts): TaskCounts {
  return {
    total: totalOf(counts),
    queued: counts.QUEUED,
    dispatched: counts.DISPATCHED,
    verifying: counts.VERIFYING,
    succeeded: counts.SUCCEEDED,
    failed: counts.FAILED,
    canceled: counts.CANCELED,
  };
}
