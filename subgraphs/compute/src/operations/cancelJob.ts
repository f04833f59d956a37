import { enqueue, type EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { JobEntity, type Job } from '../entities/Job.js';
import { errors } from '../errors.js';
import { jobCanceled } from '../events/fleetNotices.js';
import { notifyProgress } from '../progress/progressChannel.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import { settleCredit } from './credit/settleCredit.js';
import { endOpenTasks } from './endOpenTasks.js';
import { requireJobId } from './findJob.js';
import { releaseWebhooks } from './jobWork.js';
import type { Requester } from './Requester.js';
import { jobsWithin } from './withinReach.js';

/**
 * Cancels every unsettled task of a job, at once and for good: results that still come are kept but not used.
 * Throws JOB_NOT_FOUND or JOB_FINISHED.
 */
export async function cancelJob(
  { reach, database }: ComputeServices,
  requester: Requester,
  jobId: string,
): Promise<Job> {
  const reached = reach(requester.passport, 'jobs:cancel');
  const { community } = reached;
  requireJobId(jobId);
  return database.withTenant(community, async (em) => {
    const job = await em.findOne(
      JobEntity,
      { $and: [{ id: jobId }, await jobsWithin(em, reached)] },
      { lockMode: LockMode.PESSIMISTIC_WRITE },
    );
    if (job === null) throw errors.JOB_NOT_FOUND();
    if (job.finishedAt != null) throw errors.JOB_FINISHED({ jobId });
    const tasks = await cancelTasks(em, job);
    await settleCredit(em, { due: [], finished: [jobId] }, new Map());
    await enqueue(em, [jobCanceled({ jobId, fleetId: job.fleetId, communityId: community })]);
    await auditAllowed(em, requester, {
      community,
      action: 'jobs:cancel',
      type: 'job',
      id: jobId,
      details: { tasks },
    });
    await releaseWebhooks(em, [job]);
    await notifyProgress(em, [jobId]);
    return em.findOneOrFail(JobEntity, { id: jobId, tenantId: community }, { refresh: true });
  });
}

/** Answers how many tasks it canceled. */
async function cancelTasks(em: EntityManager, job: Job): Promise<number> {
  const canceled = await endOpenTasks(em, job, { state: 'CANCELED' });
  await em.execute(
    `update job_work set state = 'FAILED', due_at = null, last_error = 'JOB_CANCELED: The job was canceled.'
     where tenant_id = ? and job_id = ? and kind = 'PREPARE' and state = 'PENDING'`,
    [job.tenantId, job.id],
  );
  return canceled;
}
