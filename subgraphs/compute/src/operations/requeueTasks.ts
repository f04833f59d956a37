import { confirm, enqueue, type EntityManager } from '@ai-collective/platform';
import { JobEntity } from '../entities/Job.js';
import { ModelVersionEntity } from '../entities/ModelVersion.js';
import { TaskEntity } from '../entities/Task.js';
import { taskMessage } from '../events/taskMessage.js';

/** Puts tasks into their fleets' queues again. Their earlier messages are forgotten, so that only one is ever re-sent. */
export async function requeueTasks(em: EntityManager, taskIds: readonly string[]): Promise<void> {
  if (taskIds.length === 0) return;
  const tasks = await em.find(TaskEntity, { id: { $in: [...taskIds] } });
  const jobs = await em.find(JobEntity, { id: { $in: [...new Set(tasks.map(({ jobId }) => jobId))] } });
  const versions = await em.find(ModelVersionEntity, {
    id: { $in: [...new Set(jobs.map((job) => job.modelVersionId))] },
  });
  const jobsById = new Map(jobs.map((job) => [job.id, job]));
  const versionsById = new Map(versions.map((version) => [version.id, version]));
  const queuedAt = new Date();
  const messages = tasks.flatMap((task) => {
    const job = jobsById.get(task.jobId);
    const version = versionsById.get(job?.modelVersionId ?? '');
    return job === undefined || version === undefined ? [] : [taskMessage({ task, job, version, queuedAt })];
  });
  await confirm(em, taskIds);
  await enqueue(em, messages);
}
