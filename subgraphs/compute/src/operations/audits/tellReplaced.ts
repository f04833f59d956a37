import { enqueue, type Sql } from '@ai-collective/platform';
import { countsOf } from '../../entities/Job.js';
import { isFinished } from '../../rules/jobState.js';
import { ownRecord } from '../audit.js';
import { groupByKey } from '../groupByKey.js';
import type { LockedJob, LockedTask } from '../taskChange.js';

/** A result that another took the place of. */
export interface ReplacedResult {
  readonly task: LockedTask;
  /** The attempt whose result it is now. */
  readonly canonical: string;
  /** The attempts that were wrong. */
  readonly reversed: readonly string[];
}

/** Results in one record at most: a record has to fit a message. */
const resultsPerRecord = 200;

/**
 * Records that results were replaced, and tells whoever was given the ones before: the webhook of a job that is over is called
 * again, and what was exported of it is to be exported anew.
 */
export async function tellReplaced(sql: Sql, replaced: readonly ReplacedResult[]): Promise<void> {
  if (replaced.length === 0) return;
  const byJob = [...groupByKey(replaced, ({ task }) => task.job)];
  const records = byJob.flatMap(([job, own]) => recordsOf(job, own));
  await Promise.all([enqueue(sql, records), redoWork(sql, finishedJobsOf(replaced))]);
}

/** The jobs, over by now, that results were replaced of. */
export function finishedJobsOf(replaced: readonly ReplacedResult[]): readonly LockedJob[] {
  return [...new Set(replaced.map(({ task }) => task.job))].filter((job) => isFinished(countsOf(job)));
}

function recordsOf(job: LockedJob, replaced: readonly ReplacedResult[]) {
  const count = Math.ceil(replaced.length / resultsPerRecord);
  return Array.from({ length: count }, (_, index) =>
    ownRecord(job.policyVersion, {
      community: job.tenantId,
      action: 'tasks:replace',
      type: 'job',
      id: job.id,
      details: {
        results: replaced
          .slice(index * resultsPerRecord, (index + 1) * resultsPerRecord)
          .map(({ task, canonical, reversed }) => ({ taskId: task.id, canonical, reversed: [...reversed] })),
      },
    }),
  );
}

/** A call in hand is somebody's who has told the former results: it counts no more. Several replacements are one more call. */
async function redoWork(sql: Sql, jobs: readonly LockedJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const ids = JSON.stringify(jobs.map(({ id }) => id));
  await Promise.all([
    sql.execute(
      `update job_work set state = 'PENDING', due_at = now() + interval '10 seconds', last_error = null, result = null,
         attempts = case when state = 'PENDING' then attempts + 1 else 0 end,
         details = (details::jsonb || jsonb_build_object('revision', coalesce((details->>'revision')::integer, 0) + 1))::json
       where tenant_id = current_setting('app.tenant_id') and kind = 'WEBHOOK'
         and job_id = any(array(select json_array_elements_text(?::json)))`,
      [ids],
    ),
    sql.execute(
      `update job_work set state = 'FAILED', due_at = null, last_error = 'RESULTS_REPLACED: A result was replaced meanwhile.'
       where tenant_id = current_setting('app.tenant_id') and kind = 'EXPORT' and state <> 'FAILED'
         and job_id = any(array(select json_array_elements_text(?::json)))`,
      [ids],
    ),
  ]);
}
