import { countsOf, type Job } from '../entities/Job.js';
import { exportResultSchema } from '../operations/exportJob.js';
import type { JobWork } from '../operations/jobWork.js';
import { totalOf } from '../rules/jobState.js';
import type { JobExport } from './types/JobTypes.js';

/** A job's results as one blob, as GraphQL shows them. */
export function toExport(job: Job, { state, done, attempts, lastError, result }: JobWork): JobExport {
  const stored = result === null ? null : exportResultSchema.parse(result);
  return {
    state,
    tasks: done,
    totalTasks: totalOf(countsOf(job)),
    blob: stored && { cid: stored.cid },
    attempts,
    lastError,
  };
}
