import { newId } from '@ai-collective/contracts';
import { AppError } from '@ai-collective/platform';
import type { Job } from '../entities/Job.js';
import type { Outlook } from '../entities/Outlook.js';
import type { Task } from '../entities/Task.js';
import { errors } from '../errors.js';
import type { JobWatcher } from '../progress/JobWatchers.js';
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
  const outlook = await submitAndWait(services, requester, {
    request: { ...request, items: [{ inputs }] },
    deadline,
  });
  const { job, task } = outlook;
  if (task === null) return { ...outlook, finished: false, output: null, text: null };
  if (task.failure != null) throw failureError(task.failure, job.id);
  return { ...outlook, finished: true, ...(await readOutput(services, task)) };
}

/** Watches the job before it is there: a short task is settled before its submission is answered. */
async function submitAndWait(
  services: ComputeServices,
  requester: Requester,
  { request, deadline }: { readonly request: SubmitJobRequest; readonly deadline: number },
): Promise<Outlook> {
  const jobId = newId('job');
  const watcher = services.watchers.watch(jobId, { wantsOutcome: true });
  try {
    const submitted = await submitJob(services, requester, { ...request, jobId });
    return submitted.id === jobId
      ? await outlookAtEnd(services, { job: submitted, watcher, deadline })
      : await waitForEarlier(services, submitted, deadline);
  } finally {
    watcher.stop();
  }
}

/** The earlier job that the idempotency key is of, which may have ended long ago. */
async function waitForEarlier(services: ComputeServices, job: Job, deadline: number): Promise<Outlook> {
  const watcher = services.watchers.watch(job.id, { wantsOutcome: true });
  try {
    const outlook = await lookAt(services, job);
    return outlook.task !== null ? outlook : await outlookAtEnd(services, { job, watcher, deadline });
  } finally {
    watcher.stop();
  }
}

interface Waiting {
  readonly job: Job;
  readonly watcher: JobWatcher;
  readonly deadline: number;
}

async function outlookAtEnd(
  services: ComputeServices,
  { job, watcher, deadline }: Waiting,
): Promise<Outlook> {
  for (;;) {
    await watcher.news(Math.min(deadline - Date.now(), lookAgainMs));
    const outlook = watcher.outcome ?? (await lookAt(services, job));
    if (outlook.task !== null || Date.now() >= deadline || watcher.ended) return outlook;
  }
}

function lookAt({ database }: ComputeServices, job: Job): Promise<Outlook> {
  return database.withTenantSql(job.tenantId, (sql) => loadOutlook(sql, job));
}

/** A failure is the caller's to see as the device reported it, whoever's fault it was. */
function failureError({ code, message, fault }: NonNullable<Task['failure']>, jobId: string): AppError {
  return new AppError(code, message, { status: 422, details: { jobId, fault } });
}
