import { runIdOf } from '@ai-collective/contracts';
import { confirm, enqueue, type EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { JobEntity, type Job } from '../entities/Job.js';
import { errors } from '../errors.js';
import { jobCanceled } from '../events/fleetNotices.js';
import { notifyProgress } from '../progress/progressChannel.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import { settleCredit } from './credit/settleCredit.js';
import { requireJobId } from './findJob.js';
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
    await settleCredit(em, { attempts: [], finished: [jobId] });
    await confirm(
      em,
      tasks.flatMap(({ id, runs }) => runs.map((run) => runIdOf(id, run))),
    );
    await enqueue(em, [jobCanceled({ jobId, fleetId: job.fleetId, communityId: community })]);
    await auditAllowed(em, requester, {
      community,
      action: 'jobs:cancel',
      type: 'job',
      id: jobId,
      details: { tasks: tasks.length },
    });
    await notifyProgress(em, [jobId]);
    return em.findOneOrFail(JobEntity, { id: jobId, tenantId: community }, { refresh: true });
  });
}

/** Answers the tasks it canceled, with the runs that were still asked for. */
async function cancelTasks(
  em: EntityManager,
  { id, tenantId }: Pick<Job, 'id' | 'tenantId'>,
): Promise<readonly { readonly id: string; readonly runs: readonly string[] }[]> {
  const tasks = await em.execute<{ id: string; runs: string[] }[]>(
    `update tasks set state = 'CANCELED', settled_at = now(), check_at = null
     where tenant_id = ? and job_id = ? and state in ('QUEUED', 'DISPATCHED', 'VERIFYING')
     returning id, runs`,
    [tenantId, id],
  );
  await em.execute(
    `update jobs set canceled = canceled + queued + dispatched + verifying, queued = 0, dispatched = 0, verifying = 0, finished_at = now()
     where tenant_id = ? and id = ?`,
    [tenantId, id],
  );
  return tasks;
}
