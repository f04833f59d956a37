import type { Database } from '@ai-collective/platform';
import type { Job } from '../entities/Job.js';
import { groupByKey } from './groupByKey.js';

/** A step of a chain, with the counts of its tasks. */
export interface JobStep extends Pick<
  Job,
  'modelVersionId' | 'queued' | 'dispatched' | 'verifying' | 'succeeded' | 'failed' | 'canceled'
> {
  readonly jobId: string;
  readonly number: number;
}

/** The steps of chained jobs, in order, by job; other jobs have none. */
export async function loadJobSteps(
  database: Pick<Database, 'queryTenant'>,
  community: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly JobStep[]>> {
  const [rows] = await database.queryTenant<[JobStep[]]>(community, [
    [
      `select job_id as "jobId", step as number, model_version_id as "modelVersionId", queued, dispatched, verifying,
         succeeded, failed, canceled
       from job_steps
       where tenant_id = ? and job_id = any(array(select json_array_elements_text(?::json))) order by job_id, step`,
      [community, JSON.stringify(ids)],
    ],
  ]);
  return groupByKey(rows, ({ jobId }) => jobId);
}
