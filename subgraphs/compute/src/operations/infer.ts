import { AppError } from '@ai-collective/platform';
import { countsOf, type Job } from '../entities/Job.js';
import type { Outlook } from '../entities/Outlook.js';
import type { Task } from '../entities/Task.js';
import { errors } from '../errors.js';
import { isFinished } from '../rules/jobState.js';
import type { GivenItem } from './checkItems.js';
import type { ComputeServices } from './ComputeServices.js';
import { loadOutlook } from './loadOutlook.js';
import { readOutput } from './readOutput.js';
import type { Requester } from './Requester.js';
import { submitJob, type SubmitJobRequest } from './submitJob.js';

export interface InferRequest extends Omit<SubmitJobRequest, 'items'>, GivenItem {}

/** A finished job with its output, or a job to come back for. */
export interface InferOutcome extends Outlook {
  readonly finished: boolean;
  readonly output: unknown;
  readonly text: string | null;
}

const longestWaitMs = 60_000;

/** A lost notification costs no more than this. */
const lookAgainMs = 2_000;

/**
 * Submits a job of one item and waits for its end, at most `waitMs`; after that the job goes on by itself.
 * Throws what {@link submitJob} throws, WAIT_INVALID, and the task's own failure, with the job's id in its details.
 */
export async function infer(
  services: ComputeServices,
  requester: Requester,
  { request: { inputs, ...request }, waitMs }: { readonly request: InferRequest; readonly waitMs: number },
): Promise<InferOutcome> {
  if (waitMs < 0 || waitMs > longestWaitMs) throw errors.WAIT_INVALID();
  const deadline = Date.now() + waitMs;
  const submitted = await submitJob(services, requester, { ...request, items: [{ inputs }] });
  const outlook = await waitUntilFinished(services, submitted, deadline);
  const { job, task } = outlook;
  if (task === null) return { ...outlook, finished: false, output: null, text: null };
  if (task.failure != null) throw failureError(task.failure, job.id);
  return { ...outlook, finished: true, ...(await readOutput(services, task)) };
}

async function waitUntilFinished(
  services: ComputeServices,
  submitted: Job,
  deadline: number,
): Promise<Outlook> {
  const watcher = services.watchers.watch(submitted.id, { wantsOutcome: true });
  try {
    for (;;) {
      const left = deadline - Date.now();
      // Only an earlier job, answered for its idempotency key, can be finished before there is news.
      if (!isFinished(countsOf(submitted))) await watcher.news(Math.min(left, lookAgainMs));
      const outlook = watcher.outcome ?? (await lookAt(services, submitted));
      if (outlook.task !== null || Date.now() >= deadline || watcher.ended) return outlook;
    }
  } finally {
    watcher.stop();
  }
}

function lookAt({ database }: ComputeServices, job: Job): Promise<Outlook> {
  return database.withTenantSql(job.tenantId, (sql) => loadOutlook(sql, job));
}

/** A failure is the caller's to see as the device reported it, whoever's fault it was. */
function failureError({ code, message, fault }: NonNullable<Task['failure']>, jobId: string): AppError {
  return new AppError(code, message, { status: 422, details: { jobId, fault } });
}
