import { setTimeout as delay } from 'node:timers/promises';
import { countsOf, type Job } from '../entities/Job.js';
import type { JobWatcher } from '../progress/JobWatchers.js';
import type { ComputeServices } from './ComputeServices.js';
import { findJob } from './findJob.js';
import type { Requester } from './Requester.js';

/** Ten reports a second at most. */
const shortestPauseMs = 100;

/** A lost notification costs no more than this. */
const lookAgainMs = 5_000;

/**
 * The job now, and again each time it has changed, until it is finished or the service stops. What changes faster
 * than ten times a second is reported together. Throws JOB_NOT_FOUND, or what authorisation throws, at once.
 */
export async function watchJob(
  services: Pick<ComputeServices, 'reach' | 'database' | 'watchers'>,
  requester: Requester,
  jobId: string,
): Promise<AsyncIterableIterator<Job>> {
  const job = await findJob(services, requester, jobId);
  const watcher = services.watchers.watch(jobId);
  const reports = report(services, { requester, watcher }, job);
  return stoppable(reports, watcher);
}

async function* report(
  services: Pick<ComputeServices, 'reach' | 'database'>,
  { requester, watcher }: { readonly requester: Requester; readonly watcher: JobWatcher },
  { id }: Job,
): AsyncGenerator<Job, undefined> {
  let shown = '';
  try {
    while (!watcher.ended) {
      // Asked each time: what somebody was given for a time ends.
      const job = await findJob(services, requester, id);
      const counts = JSON.stringify([countsOf(job), job.passed, job.preparation]);
      if (counts !== shown) yield job;
      shown = counts;
      if (job.finishedAt != null) return;
      await delay(shortestPauseMs);
      await watcher.news(lookAgainMs);
    }
  } finally {
    watcher.stop();
  }
}

/** A generator that waits cannot be told to return; stopping its watcher ends the wait, also before the first report. */
function stoppable(reports: AsyncGenerator<Job, undefined>, watcher: JobWatcher): AsyncIterableIterator<Job> {
  return {
    next: () => reports.next(),
    return: () => {
      watcher.stop();
      return reports.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
