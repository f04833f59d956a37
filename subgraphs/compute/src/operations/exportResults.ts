import type { Job } from '../entities/Job.js';
import { errors } from '../errors.js';
import { auditAllowed } from './audit.js';
import type { ComputeServices } from './ComputeServices.js';
import { exportResultSchema } from './exportJob.js';
import { findJob } from './findJob.js';
import { workColumns, type JobWork } from './jobWork.js';
import type { Requester } from './Requester.js';

/**
 * Asks for the results of a finished job as one blob, which replicas write in the background. Asked again, it answers the
 * same export; one that failed, or whose blob was deleted since, is begun anew. Throws JOB_NOT_FOUND, JOB_UNFINISHED or
 * STORAGE_UNAVAILABLE.
 */
export async function exportResults(
  services: ComputeServices,
  requester: Requester,
  jobId: string,
): Promise<Job> {
  const job = await findJob(services, requester, jobId);
  if (job.finishedAt == null) throw errors.JOB_UNFINISHED({ jobId });
  if (await isUnderWay(services, job)) return job;
  await services.database.withTenantSql(job.tenantId, async (sql) => {
    await sql.execute(
      `insert into job_work (tenant_id, job_id, kind, details, due_at) values (?, ?, 'EXPORT', '{}', now())
       on conflict (job_id, kind) do update
       set state = 'PENDING', due_at = now(), attempts = 0, done = 0, result = null, last_error = null
       where job_work.state <> 'PENDING'`,
      [job.tenantId, job.id],
    );
    await auditAllowed(sql, requester, {
      community: job.tenantId,
      action: 'jobs:export',
      type: 'job',
      id: jobId,
    });
  });
  return job;
}

/** Whether there is nothing to begin: it is being written, or is there. */
async function isUnderWay({ database, blobs }: ComputeServices, { id, tenantId }: Job): Promise<boolean> {
  const [[work]] = await database.queryTenant<[JobWork[]]>(tenantId, [
    [
      `select ${workColumns} from job_work where tenant_id = ? and job_id = ? and kind = 'EXPORT'`,
      [tenantId, id],
    ],
  ]);
  switch (work?.state) {
    case undefined:
    case 'FAILED':
      return false;
    case 'PENDING':
      return true;
    case 'DONE':
      return blobs.exists(tenantId, exportResultSchema.parse(work.result).cid);
  }
}
