import { AppError } from '@ai-collective/platform';
import { countsOf, JobEntity, type Job } from '../entities/Job.js';
import { TaskEntity, type Task } from '../entities/Task.js';
import { errors } from '../errors.js';
import { isFinished } from '../rules/jobState.js';
import type { GivenItem } from './checkItems.js';
import type { ComputeServices } from './ComputeServices.js';
import { readOutput } from './readOutput.js';
import type { Requester } from './Requester.js';
import { submitJob, type SubmitJobRequest } from './submitJob.js';

export interface InferRequest extends Omit<SubmitJobRequest, 'items'>, GivenItem {}

/** A finished job with its output, or a job to come back for. */
export interface InferOutcome {
  readonly job: Job;
  /** The job's only task, once it has finished. */
  readonly task: Task | null;
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
  const { job, task } = await waitUntilFinished(services, submitted, deadline);
  if (task === null) return { job, task, finished: false, output: null, text: null };
  if (task.failure != null) throw failureError(task.failure, job.id);
  return { job, task, finished: true, ...(await readOutput(services, task)) };
}

/** A job of one item, and its task once it is finished. */
type Outlook = Pick<InferOutcome, 'job' | 'task'>;

async function waitUntilFinished(
  services: ComputeServices,
  submitted: Job,
  deadline: number,
): Promise<Outlook> {
  const watcher = services.watchers.watch(submitted.id);
  try {
    for (;;) {
      const outlook = await lookAt(services, submitted);
      const left = deadline - Date.now();
      if (outlook.task !== null || left <= 0 || watcher.ended) return outlook;
      await watcher.news(Math.min(left, lookAgainMs));
    }
  } finally {
    watcher.stop();
  }
}

function lookAt({ database }: ComputeServices, { id, tenantId }: Job): Promise<Outlook> {
  return database.withTenant(tenantId, async (em) => {
    const job = await em.findOneOrFail(JobEntity, { id });
    const task = isFinished(countsOf(job))
      ? await em.findOneOrFail(TaskEntity, { jobId: id, ordinal: 0 })
      : null;
    return { job, task };
  });
}

/** A failure is the caller's to see as the device reported it, whoever's fault it was. */
function failureError({ code, message, fault }: NonNullable<Task['failure']>, jobId: string): AppError {
  return new AppError(code, message, { status: 422, details: { jobId, fault } });
}
