import { columnsOf } from '@ai-collective/platform';
import type { Job } from '../entities/Job.js';
import { TaskEntity, type Task } from '../entities/Task.js';
import type { ComputeServices } from './ComputeServices.js';
import { pageOf, placeOf, type Page, type PageRequest } from './page.js';

const tasksOf = `select distinct on (tasks.ordinal) ${columnsOf(TaskEntity)} from tasks where tenant_id = ? and job_id = ?`;

/** Items are numbered without gaps: the page is a range of them. */
const lastOfItems = `${tasksOf} and ordinal > ? and ordinal <= ? order by ordinal, step desc`;
const ofStep = `${tasksOf} and ordinal > ? and step = ? order by ordinal limit ?`;

/**
 * The tasks of a job the caller may see, in order of the job's items: of each item the one it has come to, or those of
 * one step. Throws PAGE_SIZE_INVALID or CURSOR_INVALID.
 */
export async function listTasks(
  { database }: Pick<ComputeServices, 'database'>,
  { id, tenantId }: Pick<Job, 'id' | 'tenantId'>,
  request: PageRequest & { readonly step?: number | null | undefined },
): Promise<Page<Task>> {
  const after = Number(placeOf(request, /^\d{1,9}$/) ?? -1);
  const wanted = request.first + 1;
  const [tasks] = await database.queryTenant<[Task[]]>(tenantId, [
    request.step == null
      ? [lastOfItems, [tenantId, id, after, after + wanted]]
      : [ofStep, [tenantId, id, after, request.step, wanted]],
  ]);
  return pageOf(tasks, request, ({ ordinal }) => String(ordinal));
}
