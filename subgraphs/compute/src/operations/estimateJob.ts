import { errors } from '../errors.js';
import { expectedDuration } from '../rules/expectedDuration.js';
import type { ComputeServices } from './ComputeServices.js';
import type { Requester } from './Requester.js';
import { authorizeTarget } from './authorizeTarget.js';
import { planOf } from './planOf.js';
import { resolveJobTarget, type JobTarget, type ResolvedTarget } from './resolveJobTarget.js';

export interface EstimateRequest extends JobTarget {
  readonly items: number;
  readonly priority?: number | null | undefined;
}

/** Run times as devices measured them, in milliseconds. */
export interface RunTimes {
  /** Null: of all devices together. */
  readonly deviceId: string | null;
  readonly samples: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** What was measured of a step's model version. */
export interface StepEstimate {
  readonly number: number;
  readonly devices: number;
  readonly runTimes: RunTimes | null;
  readonly runTimesByDevice: readonly RunTimes[];
}

/** What a job is expected to take. What was never measured is null. */
export interface JobEstimate {
  readonly items: number;
  readonly backlog: number;
  /** Of a chain, of the step that has the fewest. */
  readonly devices: number;
  readonly steps: readonly StepEstimate[];
  readonly runTimes: RunTimes | null;
  readonly runTimesByDevice: readonly RunTimes[];
  readonly totalRunMs: number | null;
  readonly durationMs: number | null;
  readonly slowDurationMs: number | null;
}

const defaultPriority = 5;

/** The latest tasks that succeeded, of the latest jobs of the version on the fleet, and of chains with it: 8,000 at most. */
const runTimesQuery = `
  with latest as (
    (
      select id, 0 as step from jobs
      where tenant_id = ? and model_version_id = ? and fleet_id = ? and succeeded > 0 and chain = '{}'
      order by id desc limit 20
    ) union all (
      select job_steps.job_id, job_steps.step from job_steps join jobs on jobs.id = job_steps.job_id
      where job_steps.tenant_id = ? and job_steps.model_version_id = ? and jobs.fleet_id = ? and job_steps.succeeded > 0
      order by job_steps.job_id desc limit 20
    )
  ), done as (
    select tasks.id from latest cross join lateral (
      select id from tasks where tasks.job_id = latest.id and tasks.step = latest.step and state = 'SUCCEEDED' order by ordinal limit 200
    ) as tasks
  )
  select device_id as "deviceId", count(*)::integer as samples,
    percentile_cont(0.5) within group (order by run_ms) as "p50Ms",
    percentile_cont(0.95) within group (order by run_ms) as "p95Ms"
  from attempts where tenant_id = ? and state = 'VALID' and run_ms is not null and task_id in (select id from done)
  group by grouping sets ((device_id), ()) having count(*) > 0 order by device_id`;

const backlogQuery = `select coalesce(sum(queued + dispatched), 0)::integer as tasks from jobs
  where tenant_id = ? and fleet_id = ? and finished_at is null and priority >= ?`;

/**
 * What a job would take, from what devices measured on the model version before, and what waits for its fleet. Throws the codes of
 * the job's target, JOB_EMPTY, JOB_TOO_LARGE and PRIORITY_INVALID.
 */
export async function estimateJob(
  services: ComputeServices,
  { passport }: Requester,
  request: EstimateRequest,
): Promise<JobEstimate> {
  const { community } = services.reach(passport, 'jobs:submit');
  const { items, priority } = request;
  const maxItems = services.policies.get(community, passport.ancestors).parameters['jobs.maxItems'];
  if (items < 1) throw errors.JOB_EMPTY();
  if (items > maxItems) throw errors.JOB_TOO_LARGE({ items, maxItems });
  if (priority != null && (priority < 0 || priority > 9)) throw errors.PRIORITY_INVALID();
  const target = await resolveJobTarget(services.database, community, request);
  authorizeTarget(services, passport, target);
  planOf(target.versions, request.steps);
  const { times, backlog } = await measure(services, target, priority ?? defaultPriority);
  return estimate(items, times, backlog);
}

async function measure(
  { database }: ComputeServices,
  { versions, fleet }: ResolvedTarget,
  priority: number,
): Promise<{ readonly times: readonly (readonly RunTimes[])[]; readonly backlog: number }> {
  const { tenantId } = fleet;
  const [[backlog], ...times] = await database.queryTenant<[{ readonly tasks: number }[], ...RunTimes[][]]>(
    tenantId,
    [
      [backlogQuery, [tenantId, fleet.id, priority]],
      ...versions.map(({ id }) => {
        const version = [tenantId, id, fleet.id];
        return [runTimesQuery, [...version, ...version, tenantId]] as const;
      }),
    ],
  );
  return { times, backlog: backlog?.tasks ?? 0 };
}

/** Times of a version, of all devices together and by device. */
function stepOf(times: readonly RunTimes[], number: number): StepEstimate {
  const runTimesByDevice = times.filter(({ deviceId }) => deviceId !== null);
  const runTimes = times.find(({ deviceId }) => deviceId === null) ?? null;
  return { number, devices: runTimesByDevice.length, runTimes, runTimesByDevice };
}

/** Run times of an item that goes through all steps; as well known as the least known of them. */
function ofAll(steps: readonly StepEstimate[]): RunTimes | null {
  const known = steps.flatMap(({ runTimes }) => runTimes ?? []);
  if (known.length < steps.length) return null;
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    deviceId: null,
    samples: Math.min(...known.map(({ samples }) => samples)),
    p50Ms: sum(known.map(({ p50Ms }) => p50Ms)),
    p95Ms: sum(known.map(({ p95Ms }) => p95Ms)),
  };
}

function estimate(items: number, times: readonly (readonly RunTimes[])[], backlog: number): JobEstimate {
  const steps = times.map(stepOf);
  const runTimes = ofAll(steps);
  const runTimesByDevice = steps.length === 1 ? (steps[0]?.runTimesByDevice ?? []) : [];
  const devices = Math.min(...steps.map((step) => step.devices));
  const lasting = (runMs: number | undefined) =>
    runMs === undefined ? null : expectedDuration({ items, backlog, devices, runMs });
  return {
    items,
    backlog,
    devices,
    steps,
    runTimes,
    runTimesByDevice,
    totalRunMs: runTimes === null ? null : items * runTimes.p50Ms,
    durationMs: lasting(runTimes?.p50Ms),
    slowDurationMs: lasting(runTimes?.p95Ms),
  };
}
