import { newId, type TaskInput, type TaskOutput } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import type { ModelVersion } from '../entities/ModelVersion.js';
import { type QueuedTask, taskMessage } from '../events/taskMessage.js';
import type { ChainStep } from '../rules/chain/chainStep.js';
import { stepInput, type ItemSoFar } from '../rules/chain/stepInput.js';
import { newRunTag } from './newRunTag.js';
import type { NextTask, TaskChange } from './taskChange.js';

/** A chained job as its next tasks need it. */
type ChainedJob = QueuedTask['job'] & {
  readonly steps: readonly (ChainStep & {
    readonly version: QueuedTask['version'] & Pick<ModelVersion, 'inputs'>;
  })[];
};

interface PassedTask {
  readonly jobId: string;
  readonly ordinal: number;
  readonly step: number;
  readonly item: TaskInput | null;
  readonly output: TaskOutput | null;
}

/**
 * Adds to changes by which a task of a chain SUCCEEDED what its item comes to next. Whoever calls holds the locks of the jobs; nothing is
 * asked where no item goes on.
 */
export async function withNextTasks(
  sql: Sql,
  community: string,
  changes: readonly TaskChange[],
): Promise<readonly TaskChange[]> {
  const passing = changes.filter(goesOn);
  if (passing.length === 0) return changes;
  const [jobs, tasks] = await Promise.all([
    loadJobs(sql, community, passing),
    loadPassed(sql, community, passing),
  ]);
  const jobsById = new Map(jobs.map((job) => [job.id, job]));
  const soFar = gather(tasks);
  const queuedAt = new Date();
  return changes.map((change) => {
    const job = jobsById.get(change.task.job.id);
    if (job === undefined || !goesOn(change)) return change;
    return { ...change, next: nextTask(job, change, { soFar: soFar.get(itemOf(change.task)), queuedAt }) };
  });
}

/** Whether a task is done that is not its item's last. */
function goesOn({ task, state }: TaskChange): boolean {
  return state === 'SUCCEEDED' && task.step + 1 < task.job.chain.length;
}

interface Known {
  readonly soFar: ItemSoFar | undefined;
  readonly queuedAt: Date;
}

function nextTask(job: ChainedJob, { task, output }: TaskChange, { soFar, queuedAt }: Known): NextTask {
  const step = task.step + 1;
  const planned = job.steps[step];
  if (planned === undefined || output === null) throw new Error(`job ${job.id} has no step ${step}`);
  const outputs = new Map(soFar?.outputs).set(task.step, output);
  const { version, inputs } = planned;
  const verdict = stepInput({ step, inputs, declared: version.inputs }, { item: soFar?.item ?? {}, outputs });
  const id = newId('task');
  if ('failure' in verdict)
    return { id, step, state: 'FAILED', input: {}, run: null, failure: verdict.failure, messages: [] };
  const { input } = verdict;
  const run = newRunTag();
  const message = taskMessage({ task: { id, input }, job, version, run, excludedOwners: [], queuedAt });
  return { id, step, state: 'QUEUED', input, run, failure: null, messages: [message] };
}

const itemOf = ({
  job,
  ordinal,
}: {
  readonly job: { readonly id: string };
  readonly ordinal: number;
}): string => `${job.id} ${ordinal}`;

/** What was kept of items, and their earlier answers. */
function gather(tasks: readonly PassedTask[]): ReadonlyMap<string, ItemSoFar> {
  const items = new Map<string, { item: TaskInput; outputs: Map<number, TaskOutput> }>();
  for (const { jobId, ordinal, step, item, output } of tasks) {
    const key = itemOf({ job: { id: jobId }, ordinal });
    const known = items.get(key) ?? { item: {}, outputs: new Map<number, TaskOutput>() };
    if (output !== null) known.outputs.set(step, output);
    items.set(key, { ...known, item: item ?? known.item });
  }
  return items;
}

function loadJobs(
  sql: Sql,
  community: string,
  changes: readonly TaskChange[],
): Promise<readonly ChainedJob[]> {
  return sql.execute<ChainedJob[]>(
    `select id, tenant_id as "tenantId", fleet_id as "fleetId", priority, runtime_limit_ms as "runtimeLimitMs", deadline_at as "deadlineAt",
       privacy, regions, traceparent,
       (
         select json_agg(json_build_object('inputs', job_steps.inputs, 'version', json_build_object('id', version.id,
           'runner', version.runner, 'artifacts', version.artifacts, 'inputs', version.inputs,
           'comparator', version.comparator, 'maxBatch', version.max_batch)) order by step)
         from job_steps join model_versions as version on version.id = job_steps.model_version_id
         where job_steps.tenant_id = jobs.tenant_id and job_steps.job_id = jobs.id and version.tenant_id = jobs.tenant_id
       ) as steps
     from jobs where tenant_id = ? and id = any(array(select json_array_elements_text(?::json)))`,
    [community, JSON.stringify([...new Set(changes.map(({ task }) => task.job.id))])],
  );
}

/** The answers that were just given are not written yet: they are in the changes themselves. */
function loadPassed(
  sql: Sql,
  community: string,
  changes: readonly TaskChange[],
): Promise<readonly PassedTask[]> {
  const items = changes.map(({ task: { job, ordinal, step } }) => ({ job: job.id, ordinal, step }));
  return sql.execute<PassedTask[]>(
    `select tasks.job_id as "jobId", tasks.ordinal, tasks.step, tasks.item,
       case when tasks.step < passed.step then tasks.output end as output
     from json_to_recordset(?::json) as passed(job text, ordinal integer, step smallint)
     join tasks on tasks.job_id = passed.job and tasks.ordinal = passed.ordinal and tasks.step <= passed.step
     where tasks.tenant_id = ?`,
    [JSON.stringify(items), community],
  );
}
