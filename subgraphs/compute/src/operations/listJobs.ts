import type { FilterQuery } from '@mikro-orm/core';
import { JobEntity, type Job } from '../entities/Job.js';
import type { JobState } from '../rules/jobState.js';
import type { ComputeServices } from './ComputeServices.js';
import { pageOf, placeOf, type Page, type PageRequest } from './page.js';
import type { Requester } from './Requester.js';
import { jobsWithin } from './withinReach.js';

/** A community's jobs that the requester may see, newest first, of one state if given. Throws PAGE_SIZE_INVALID or CURSOR_INVALID. */
export async function listJobs(
  { reach, database }: ComputeServices,
  { passport }: Requester,
  request: PageRequest & { readonly state?: JobState | null | undefined },
): Promise<Page<Job>> {
  const reached = reach(passport, 'jobs:read');
  const place = placeOf(request, /^job_[0-9a-z]{26}$/);
  const conditions: FilterQuery<Job>[] = [];
  if (place !== null) conditions.push({ id: { $lt: place } });
  if (request.state != null) conditions.push(rowsIn(request.state));
  const jobs = await database.withTenant(reached.community, async (em) =>
    em.find(
      JobEntity,
      { $and: [...conditions, await jobsWithin(em, reached)] },
      { orderBy: { id: 'desc' }, limit: request.first + 1 },
    ),
  );
  return pageOf(jobs, request, ({ id }) => id);
}

/** The rule of jobState, turned round: what the rows of jobs in this state are like. */
function rowsIn(state: JobState): FilterQuery<Job> {
  const some = { $gt: 0 };
  const started: FilterQuery<Job> = {
    $or: [{ dispatched: some }, { verifying: some }, { succeeded: some }, { failed: some }, { passed: some }],
  };
  const ended = { preparation: null, finishedAt: { $ne: null }, canceled: 0 };
  switch (state) {
    case 'PREPARING':
    case 'REJECTED':
      return { preparation: state };
    case 'QUEUED':
      return {
        ...{ preparation: null, finishedAt: null, passed: 0 },
        ...{ dispatched: 0, verifying: 0, succeeded: 0, failed: 0 },
      };
    case 'RUNNING':
      return { $and: [{ finishedAt: null }, started] };
    case 'CANCELED':
      return { finishedAt: { $ne: null }, $or: [{ preparation: state }, { canceled: some }] };
    case 'SUCCEEDED':
      return { ...ended, failed: 0 };
    case 'FAILED':
      return { ...ended, failed: some, succeeded: 0 };
    case 'PARTIALLY_FAILED':
      return { ...ended, failed: some, succeeded: some };
  }
}
