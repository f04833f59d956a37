import type { Job } from '../entities/Job.js';
import { TaskEntity, type Task } from '../entities/Task.js';
import type { ComputeServices } from './ComputeServices.js';
import { pageOf, placeOf, type Page, type PageRequest } from './page.js';

/** The tasks of a job the caller may see, in order of the job's items. Throws PAGE_SIZE_INVALID or CURSOR_INVALID. */
export async function listTasks(
  { database }: Pick<ComputeServices, 'database'>,
  job: Pick<Job, 'id' | 'tenantId'>,
  request: PageRequest,
): Promise<Page<Task>> {
  const place = placeOf(request, /^\d{1,9}$/);
  const tasks = await database.withTenant(job.tenantId, (em) =>
    em.find(
      TaskEntity,
      { tenantId: job.tenantId, jobId: job.id, ordinal: { $gt: place === null ? -1 : Number(place) } },
      { orderBy: { ordinal: 'asc' }, limit: request.first + 1 },
    ),
  );
  return pageOf(tasks, request, ({ ordinal }) => String(ordinal));
}
