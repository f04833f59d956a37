import type { TaskFailure } from '@ai-collective/contracts';
import { columnsOf, type Sql } from '@ai-collective/platform';
import { countsOf, JobEntity, type Job } from '../entities/Job.js';
import { notifyProgress } from '../progress/progressChannel.js';
import { auditFinishedJobs } from './auditFinishedJobs.js';
import type { ComputeServices } from './ComputeServices.js';
import { settleCredit } from './credit/settleCredit.js';
import { endOpenTasks } from './endOpenTasks.js';

/** Most jobs ended in one round; the next comes soon. */
const mostAtOnce = 100;

const failure: TaskFailure = {
  code: 'DEADLINE_EXCEEDED',
  message: 'The deadline of the job passed before the task was done.',
  fault: 'device',
};

/**
 * Fails what is left of jobs whose deadlines have passed, in every community, and answers how many tasks that were. A job is
 * ended under the lock of its row, so that each of its tasks is settled once, by its result or by this. One replica does so at a
 * time; the others answer 0. Fleets are not told: they know the deadline from the task.
 */
export function failOverdueJobs({ database }: Pick<ComputeServices, 'database'>): Promise<number> {
  return database.withoutTenantSql(async (leader) => {
    const [lock] = await leader.execute<{ leader: boolean }[]>(
      "select pg_try_advisory_xact_lock(hashtextextended('compute_overdue_jobs', 0)) as leader",
    );
    if (lock?.leader !== true) return 0;
    const overdue = await leader.execute<{ tenant_id: string; job_id: string }[]>(
      'select tenant_id, job_id from overdue_jobs(?)',
      [mostAtOnce],
    );
    let failed = 0;
    for (const { tenant_id: community, job_id: jobId } of overdue)
      failed += await database.withTenantSql(community, (sql) => failJob(sql, community, jobId));
    return failed;
  });
}

async function failJob(sql: Sql, community: string, jobId: string): Promise<number> {
  const columns = columnsOf(JobEntity);
  const [job] = await sql.execute<Job[]>(
    `select ${columns} from jobs where tenant_id = ? and id = ? and finished_at is null and preparation is null for update`,
    [community, jobId],
  );
  if (job === undefined) return 0;
  const failed = await endOpenTasks(sql, job, { state: 'FAILED', failure });
  const counts = { ...countsOf(job), QUEUED: 0, DISPATCHED: 0, VERIFYING: 0, FAILED: job.failed + failed };
  const { id, tenantId, policyVersion } = job;
  await auditFinishedJobs(sql, [{ id, tenantId, policyVersion, counts }]);
  await settleCredit(sql, { due: [], finished: [id] }, new Map());
  await notifyProgress(sql, [id]);
  return failed;
}
