/** What a job of a fleet still has to do. Times in milliseconds. */
export interface OpenWork {
  /** 0 … 9, 9 first. */
  readonly priority: number;
  /** Since the epoch. */
  readonly submittedAt: number;
  /** By when its tasks are to be done, since the epoch; null: within the fleet's target. */
  readonly deadline: number | null;
  readonly queued: number;
  readonly running: number;
  readonly verifying: number;
  /** What one of its tasks is expected to take a device, from lease to result. */
  readonly costMs: number;
}

/** What waits for a fleet, and how that is going. */
export interface FleetBacklog {
  readonly queued: number;
  readonly running: number;
  readonly verifying: number;
  /** Since the job of the task that waits the longest was submitted; null when none waits. */
  readonly oldestWaitingSeconds: number | null;
  /** What all open tasks are expected to take one device. */
  readonly expectedWorkSeconds: number;
  /** Waiting tasks that will be late as things go. */
  readonly lateTasks: number;
  /** Their share of the waiting ones, 0 to 1; 0 when none waits. */
  readonly deadlineRisk: number;
}

/**
 * Sums up what a fleet has to do. As many tasks go on at a time as are running now, each for as long as it is expected to take (Little's
 * law: what is finished a second is what is under way, divided by how long each takes), those of high priority and of early jobs
 * first. So where nothing runs, all that waits is late.
 */
export function backlogOf(
  work: readonly OpenWork[],
  { now, targetMs }: { readonly now: number; readonly targetMs: number },
): FleetBacklog {
  const queued = total(work, (job) => job.queued);
  const running = total(work, (job) => job.running);
  const waiting = work.filter((job) => job.queued > 0);
  const oldest = waiting.reduce((least, { submittedAt }) => Math.min(least, submittedAt), Infinity);
  const lateTasks = lateOf(work, { now, targetMs, running });
  return {
    queued,
    running,
    verifying: total(work, (job) => job.verifying),
    oldestWaitingSeconds: waiting.length === 0 ? null : Math.max(0, now - oldest) / 1_000,
    expectedWorkSeconds: total(work, workMsOf) / 1_000,
    lateTasks,
    deadlineRisk: queued === 0 ? 0 : lateTasks / queued,
  };
}

function lateOf(
  work: readonly OpenWork[],
  { now, targetMs, running }: { readonly now: number; readonly targetMs: number; readonly running: number },
): number {
  const inOrder = [...work].sort(
    (one, other) => other.priority - one.priority || one.submittedAt - other.submittedAt,
  );
  let late = 0;
  let aheadMs = 0;
  for (const job of inOrder) {
    aheadMs += (job.running + job.verifying) * job.costMs;
    const due = job.deadline ?? job.submittedAt + targetMs;
    const inTime = Math.floor(((due - now) * running - aheadMs) / job.costMs);
    late += job.queued - Math.min(job.queued, Math.max(0, inTime));
    aheadMs += job.queued * job.costMs;
  }
  return late;
}

function workMsOf({ queued, running, verifying, costMs }: OpenWork): number {
  return (queued + running + verifying) * costMs;
}

function total(work: readonly OpenWork[], of: (job: OpenWork) => number): number {
  return work.reduce((sum, job) => sum + of(job), 0);
}
