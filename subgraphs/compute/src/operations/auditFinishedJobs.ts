import { enqueue, type Sql } from '@ai-collective/platform';
import type { Job } from '../entities/Job.js';
import { jobState, type Preparation, type TaskCounts } from '../rules/jobState.js';
import { ownRecord } from './audit.js';
import { releaseWebhooks } from './jobWork.js';

/** What is recorded of a job at its end. */
export interface FinishedJob extends Pick<Job, 'id' | 'tenantId' | 'policyVersion'> {
  readonly counts: TaskCounts;
  /** Of a job that never had tasks. */
  readonly preparation?: Preparation;
}

/** Records that jobs came to their end, and how, and lets whoever asked for it be told. */
export async function auditFinishedJobs(sql: Sql, jobs: readonly FinishedJob[]): Promise<void> {
  const records = jobs.map(({ id, tenantId, policyVersion, counts, preparation }) =>
    ownRecord(policyVersion, {
      community: tenantId,
      action: 'jobs:finish',
      type: 'job',
      id,
      details: {
        state: preparation ?? jobState(counts),
        succeeded: counts.SUCCEEDED,
        failed: counts.FAILED,
        canceled: counts.CANCELED,
      },
    }),
  );
  await Promise.all([enqueue(sql, records), releaseWebhooks(sql, jobs)]);
}
