import { idSchema } from '@ai-collective/contracts';
import { JobEntity, type Job } from '../entities/Job.js';
import { errors } from '../errors.js';
import type { ComputeServices } from './ComputeServices.js';
import type { Requester } from './Requester.js';
import { jobsWithin } from './withinReach.js';

/** A job of the requester's community that they may see. Throws JOB_NOT_FOUND, also for another community's job. */
export async function findJob(
  { reach, database }: Pick<ComputeServices, 'reach' | 'database'>,
  { passport }: Requester,
  jobId: string,
): Promise<Job> {
  const reached = reach(passport, 'jobs:read');
  requireJobId(jobId);
  const job = await database.withTenant(reached.community, async (em) =>
    em.findOne(JobEntity, { $and: [{ id: jobId }, await jobsWithin(em, reached)] }),
  );
  if (job === null) throw errors.JOB_NOT_FOUND();
  return job;
}

/** Throws JOB_NOT_FOUND when a text cannot be a job's id. */
export function requireJobId(jobId: string): void {
  if (!idSchema('job').safeParse(jobId).success) throw errors.JOB_NOT_FOUND();
}
