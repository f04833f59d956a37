import type { EntityManager } from '@ai-collective/platform';
import { countsOf, JobEntity } from '../entities/Job.js';
import { jobState } from '../rules/jobState.js';
import { auditRecorded } from './audit.js';

/** Records that jobs came to their end, and how. */
export async function auditFinishedJobs(em: EntityManager, jobIds: readonly string[]): Promise<void> {
  if (jobIds.length === 0) return;
  const jobs = await em.find(JobEntity, { id: { $in: [...jobIds] } }, { refresh: true });
  for (const job of jobs)
    await auditRecorded(em, job.policyVersion, {
      community: job.tenantId,
      action: 'jobs:finish',
      type: 'job',
      id: job.id,
      details: {
        state: jobState(countsOf(job)),
        succeeded: job.succeeded,
        failed: job.failed,
        canceled: job.canceled,
      },
    });
}
