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
  >;
  readonly version: Pick<ModelVersion, 'id' | 'runner' | 'artifacts'>;
  /** The tag of the run. */
  readonly run: string;
  /** Owners whose devices may not run it. */
  readonly excludedOwners: readonly string[];
  readonly queuedAt: Date;
}

/** The message that asks a fleet for a run of a task. It is sent again to a broker that forgot it, until confirmed by the run's id. */
export function taskMessage({
  task,
  job,
  version,
  run,
  excludedOwners,
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
    privacy: job.privacy,
    regions: job.regions ?? null,
    priority: job.priority,
    runner: version.runner,
    modelVersionId: version.id,
    artifacts: version.artifacts.map(({ role, cid, bytes }) => ({ role, cid, bytes })),
    input: task.input,
    runtimeLimitMs: job.runtimeLimitMs,
    queuedAt: queuedAt.toISOString(),
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
