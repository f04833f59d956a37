import { enqueue, type Sql } from '@ai-collective/platform';
import type { Job } from '../entities/Job.js';
import { jobState, type TaskCounts } from '../rules/jobState.js';
import { ownRecord } from './audit.js';

/** What is recorded of a job at its end. */
export interface FinishedJob extends Pick<Job, 'id' | 'tenantId' | 'policyVersion'> {
  readonly counts: TaskCounts;
}

/** Records that jobs came to their end, and how. */
export async function auditFinishedJobs(sql: Sql, jobs: readonly FinishedJob[]): Promise<void> {
  const records = jobs.map(({ id, tenantId, policyVersion, counts }) =>
    ownRecord(policyVersion, {
      community: tenantId,
      action: 'jobs:finish',
      type: 'job',
      id,
      details: {
        state: jobState(counts),
        succeeded: counts.SUCCEEDED,
        failed: counts.FAILED,
        canceled: counts.CANCELED,
      },
    }),
  );
  await enqueue(sql, records);
}
