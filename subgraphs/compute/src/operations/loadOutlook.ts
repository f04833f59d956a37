import { columnsOf, type Sql } from '@ai-collective/platform';
import { AttemptEntity, type Attempt } from '../entities/Attempt.js';
import { countsOf, JobEntity, type Job } from '../entities/Job.js';
import type { Outlook } from '../entities/Outlook.js';
import { TaskEntity, type Task } from '../entities/Task.js';
import { errors } from '../errors.js';
import { isFinished } from '../rules/jobState.js';

const job = `select ${columnsOf(JobEntity)} from jobs where tenant_id = ? and id = ?`;
const settledTask = `select ${columnsOf(TaskEntity)} from tasks
  where tenant_id = ? and job_id = ? and ordinal = 0 and settled_at is not null order by step desc limit 1`;
const attempts = `select ${columnsOf(AttemptEntity)} from attempts
  where tenant_id = ?
    and task_id = any(array(select id from tasks where tenant_id = ? and job_id = ? and ordinal = 0
      order by step desc limit 1)) order by id`;

/** How a job of one item stands, as the transaction sees it. Throws JOB_NOT_FOUND. */
export async function loadOutlook(
  sql: Sql,
  { id, tenantId }: Pick<Job, 'id' | 'tenantId'>,
): Promise<Outlook> {
  const [[found], [task], itsAttempts] = await Promise.all([
    sql.execute<Job[]>(job, [tenantId, id]),
    sql.execute<Task[]>(settledTask, [tenantId, id]),
    sql.execute<Attempt[]>(attempts, [tenantId, tenantId, id]),
  ]);
  if (found === undefined) throw errors.JOB_NOT_FOUND();
  return { job: found, task: isFinished(countsOf(found)) ? (task ?? null) : null, attempts: itsAttempts };
}
