import type { Database } from '@ai-collective/platform';

/** What a job costs, in micro-credits as PostgreSQL gives them. */
export interface JobCost {
  readonly jobId: string;
  readonly price: string;
  readonly held: string;
  readonly paid: string;
  readonly returned: string;
}

/** The costs of jobs, by id; jobs from before there was a ledger have none. */
export async function loadJobCosts(
  database: Pick<Database, 'queryTenant'>,
  community: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JobCost>> {
  const [rows] = await database.queryTenant<[JobCost[]]>(community, [
    [
      `select escrow.job_id as "jobId",
         (select sum(price)::bigint from credit_escrows as step where step.tenant_id = escrow.tenant_id and step.job_id = escrow.job_id) as price,
         coalesce(sum(amount) filter (where reason = 'HELD'), 0)::bigint as held,
         coalesce(-sum(amount) filter (where reason in ('PAID', 'REVERSED')), 0)::bigint as paid,
         coalesce(-sum(amount) filter (where reason = 'RETURNED'), 0)::bigint as returned
       from credit_escrows as escrow
       join credit_entries as entry on entry.tenant_id = escrow.tenant_id and entry.kind = 'ESCROW'
         and entry.holder = escrow.job_id
       where escrow.tenant_id = ? and escrow.step = 0 and escrow.job_id = any(array(select json_array_elements_text(?::json)))
       group by escrow.tenant_id, escrow.job_id`,
      [community, JSON.stringify(ids)],
    ],
  ]);
  return new Map(rows.map((cost) => [cost.jobId, cost]));
}
