import type { Attempt } from './Attempt.js';
import type { Job } from './Job.js';
import type { Task } from './Task.js';

/** How a job of one item stands. */
export interface Outlook {
  readonly job: Job;
  /** The job's only task, once it has finished. */
  readonly task: Task | null;
  /** The attempts at it so far. */
  readonly attempts: readonly Attempt[];
}
