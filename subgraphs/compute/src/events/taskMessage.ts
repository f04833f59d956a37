import { runIdOf, tasksTopic, type TaskMessage } from '@ai-collective/contracts';
import type { OutboxMessage } from '@ai-collective/platform';
import type { Job } from '../entities/Job.js';
import type { ModelVersion } from '../entities/ModelVersion.js';
import type { Task } from '../entities/Task.js';

export interface QueuedTask {
  readonly task: Pick<Task, 'id' | 'input'>;
  readonly job: Pick<
    Job,
    'id' | 'tenantId' | 'fleetId' | 'privacy' | 'regions' | 'priority' | 'runtimeLimitMs' | 'traceparent'
  > & {
    /** As text where PostgreSQL put the job into JSON. */
    readonly deadlineAt?: Date | string | null | undefined;
  };
  readonly version: Pick<ModelVersion, 'id' | 'runner' | 'artifacts' | 'comparator' | 'maxBatch'>;
  /** The tag of the run. */
  readonly run: string;
  /** Owners whose devices may not run it. */
  readonly excludedOwners: readonly string[];
  /** Owners whose devices failed at it. */
  readonly erredOwners?: readonly string[];
  readonly queuedAt: Date;
}

/** The message that asks a fleet for a run of a task. It is sent again to a broker that forgot it, until confirmed by the run's id. */
export function taskMessage({
  task,
  job,
  version,
  run,
  excludedOwners,
  erredOwners = [],
  queuedAt,
}: QueuedTask): OutboxMessage {
  const runId = runIdOf(task.id, run);
  const value: TaskMessage = {
    type: 'task',
    taskId: runId,
    jobId: job.id,
    communityId: job.tenantId,
    fleetId: job.fleetId,
    excludedOwners,
    erredOwners,
    privacy: job.privacy,
    regions: job.regions ?? null,
    priority: job.priority,
    runner: version.runner,
    modelVersionId: version.id,
    ...batchOf(version),
    artifacts: version.artifacts.map(({ role, cid, bytes }) => ({ role, cid, bytes })),
    input: task.input,
    runtimeLimitMs: job.runtimeLimitMs,
    queuedAt: queuedAt.toISOString(),
    deadlineAt: job.deadlineAt == null ? null : new Date(job.deadlineAt).toISOString(),
    traceparent: job.traceparent ?? null,
  };
  return {
    topic: tasksTopic(job.fleetId),
    key: runId,
    value,
    traceparent: job.traceparent ?? null,
    confirmKey: runId,
  };
}

/** In a batch the last bits of an output may differ, which only a tolerance bears with. */
function batchOf({ comparator, maxBatch }: QueuedTask['version']): Pick<TaskMessage, 'maxBatch'> {
  if (comparator.type === 'EXACT') return { maxBatch: 1 };
  return maxBatch === null ? {} : { maxBatch };
}
