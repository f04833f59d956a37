import { AppError } from '@ai-collective/platform';
import { countsOf, type Job } from '../entities/Job.js';
import { TaskEntity, type Task } from '../entities/Task.js';
import { errors } from '../errors.js';
import { isFinished } from '../rules/jobState.js';
import type { GivenItem } from './checkItems.js';
import type { ComputeServices } from './ComputeServices.js';
import { loadJob } from './findJob.js';
import { readOutput } from './readOutput.js';
import type { Requester } from './Requester.js';
import { submitJob, type SubmitJobRequest } from './submitJob.js';

export interface InferRequest extends Omit<SubmitJobRequest, 'items'>, GivenItem {}

/** A finished job with its output, or a job to come back for. */
export interface InferOutcome {
  readonly job: Job;
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
  const job = await waitUntilFinished(services, submitted, deadline);
  if (!isFinished(countsOf(job))) return { job, finished: false, output: null, text: null };
  const task = await services.database.withTenant(job.tenantId, (em) =>
    em.findOneOrFail(TaskEntity, { jobId: job.id, ordinal: 0 }),
  );
  if (task.failure != null) throw failureError(task.failure, job.id);
  return { job, finished: true, ...(await readOutput(services, task)) };
}

async function waitUntilFinished(services: ComputeServices, submitted: Job, deadline: number): Promise<Job> {
  const watcher = services.watchers.watch(submitted.id);
  try {
    for (;;) {
      const job = await loadJob(services, submitted.tenantId, submitted.id);
      const left = deadline - Date.now();
      if (isFinished(countsOf(job)) || left <= 0 || watcher.ended) return job;
      await watcher.news(Math.min(left, lookAgainMs));
    }
  } finally {
    watcher.stop();
  }
}

/** A failure is the caller's to see as the device reported it, whoever's fault it was. */
function failureError({ code, message, fault }: NonNullable<Task['failure']>, jobId: string): AppError {
  return new AppError(code, message, { status: 422, details: { jobId, fault } });
}
