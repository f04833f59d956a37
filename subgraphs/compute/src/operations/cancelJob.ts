import { runIdOf } from '@ai-collective/contracts';
import { confirm, enqueue, type EntityManager } from '@ai-collective/platform';
import { LockMode } from '@mikro-orm/core';
import { countsOf, JobEntity, type Job } from '../entities/Job.js';
import { errors } from '../errors.js';
import { jobCanceled } from '../events/fleetNotices.js';
import { notifyProgress } from '../progress/progressChannel.js';
import { totalOf } from '../rules/jobState.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import { settleCredit } from './credit/settleCredit.js';
import { requireJobId } from './findJob.js';
import { releaseWebhooks } from './jobWork.js';
import type { Requester } from './Requester.js';
import { jobsWithin } from './withinReach.js';

/** Bounds what a statement takes and answers, however many tasks there are. */
const tasksPerStatement = 2_000;

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

/** Answers how many tasks it canceled. Their messages are forgotten, slice by slice as they are canceled. */
async function cancelTasks(em: EntityManager, job: Job): Promise<number> {
  const { id, tenantId } = job;
  const total = totalOf(countsOf(job));
  let canceled = 0;
  for (let start = 0; start < total; start += tasksPerStatement) {
    const tasks = await em.execute<{ id: string; runs: string[] }[]>(
      `update tasks set state = 'CANCELED', settled_at = now(), check_at = null
       where tenant_id = ? and job_id = ? and ordinal >= ? and ordinal < ? 
         and state in ('QUEUED', 'DISPATCHED', 'VERIFYING')
       returning id, runs`,
      [tenantId, id, start, start + tasksPerStatement],
    );
    await confirm(
      em,
      tasks.flatMap(({ id: task, runs }) => runs.map((run) => runIdOf(task, run))),
    );
    canceled += tasks.length;
  }
  await em.execute(
    `update jobs set canceled = canceled + queued + dispatched + verifying, queued = 0, dispatched = 0, verifying = 0, finished_at = now(),
       preparation = case when preparation = 'PREPARING' then 'CANCELED' end
     where tenant_id = ? and id = ?`,
    [tenantId, id],
  );
  if (job.chain.length > 0)
    await em.execute(
      `update job_steps set canceled = canceled + queued + dispatched + verifying, queued = 0, dispatched = 0, verifying = 0
       where tenant_id = ? and job_id = ?`,
      [tenantId, id],
    );
  await em.execute(
    `update job_work set state = 'FAILED', due_at = null, last_error = 'JOB_CANCELED: The job was canceled.'
     where tenant_id = ? and job_id = ? and kind = 'PREPARE' and state = 'PENDING'`,
    [tenantId, id],
  );
  return canceled;
}
