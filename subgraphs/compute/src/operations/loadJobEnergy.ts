import type { Database } from '@ai-collective/platform';

/** What a job took of energy, as devices say. */
export interface JobEnergy {
  readonly jobId: string;
  readonly joules: number;
  /** Attempts of which devices told; others are not in the sum. */
  readonly attempts: number;
}

/** The energy of jobs, by id, summed over all their attempts; of a job of which no device told anything there is none. */
export async function loadJobEnergy(
  database: Pick<Database, 'queryTenant'>,
  community: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JobEnergy>> {
  const [rows] = await database.queryTenant<[JobEnergy[]]>(community, [
    [
      `select tasks.job_id as "jobId", sum(attempts.joules) as joules, count(attempts.joules)::integer as attempts
       from tasks join attempts on attempts.tenant_id = tasks.tenant_id and attempts.task_id = tasks.id
       where tasks.tenant_id = ? and tasks.job_id = any(array(select json_array_elements_text(?::json)))
       group by tasks.job_id having count(attempts.joules) > 0`,
      [community, JSON.stringify(ids)],
    ],
  ]);
  return new Map(rows.map((energy) => [energy.jobId, energy]));
}
