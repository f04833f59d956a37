import type { Sql } from '@ai-collective/platform';
import type { OpenWork } from '../../rules/fleetBacklog.js';
import type { ComputeServices } from '../ComputeServices.js';
import { groupByKey } from '../groupByKey.js';

/** A job that is not finished, with what is needed to tell what is left of it. Times in milliseconds. */
export interface OpenJob extends Omit<OpenWork, 'costMs'> {
  readonly fleetId: string;
  readonly ancestors: readonly string[];
  readonly modelVersionId: string;
  readonly runtimeLimitMs: number;
  readonly batchShape: number;
  /** What a task of it was expected to take when it was submitted. */
  readonly quotedMs: number;
}

/** Jobs of a fleet that are looked at: those of high priority and the oldest. */
const mostJobs = 10_000;

/** Kinds of tasks of a fleet whose cost is looked up as it is now; of any more it is taken as it was when they were submitted. */
const mostKinds = 50;

/** A job's row counts its tasks, and an index holds the unfinished ones: so it takes as long whatever the number of tasks. */
const openJobs = `
  select open.* from json_array_elements_text(?::json) as wanted (id) cross join lateral (
    select fleet_id as "fleetId", jobs.ancestors, jobs.model_version_id as "modelVersionId", priority,
      runtime_limit_ms as "runtimeLimitMs", (extract(epoch from created_at) * 1000)::double precision as "submittedAt",
      (extract(epoch from jobs.deadline_at) * 1000)::double precision as deadline, queued, dispatched as running, verifying, coalesce(batch_shape, 1) as "batchShape",
      (coalesce(price, 1000000) / 1000)::double precision as "quotedMs"
    from jobs left join credit_escrows on credit_escrows.tenant_id = jobs.tenant_id and job_id = jobs.id and step = 0
    where jobs.tenant_id = ? and fleet_id = wanted.id and finished_at is null
      and queued + dispatched + verifying > 0
    order by priority desc, jobs.id limit ${mostJobs}
  ) as open`;

/** What is left of the unfinished jobs of fleets. Fleets without any are left out. */
export async function loadOpenJobs(
  sql: Pick<Sql, 'execute'>,
  community: string,
  fleetIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OpenJob[]>> {
  const rows = await sql.execute<OpenJob[]>(openJobs, [JSON.stringify(fleetIds), community]);
  return groupByKey(rows, ({ fleetId }) => fleetId);
}

/** What jobs of one fleet still have to do, with what each task costs by what was measured of its model version lately. */
export async function openWorkOf(
  { prices }: Pick<ComputeServices, 'prices'>,
  community: string,
  jobs: readonly OpenJob[],
): Promise<readonly OpenWork[]> {
  const kinds = new Map(jobs.map((job) => [kindOf(job), job]));
  const quotes = [...kinds].slice(0, mostKinds).map(async ([kind, job]) => {
    const { price } = await prices.quote({ community, ...job });
    return [kind, Number(price) / microCreditsPerMs] as const;
  });
  const costs = new Map(await Promise.all(quotes));
  return jobs.map((job) => ({ ...job, costMs: costs.get(kindOf(job)) ?? job.quotedMs }));
}

const microCreditsPerMs = 1_000;

function kindOf({ modelVersionId, batchShape, runtimeLimitMs }: OpenJob): string {
  return `${modelVersionId}/${batchShape}/${runtimeLimitMs}`;
}
