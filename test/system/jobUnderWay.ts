import { expect } from 'vitest';
import type { Api } from './Api.js';
import { eventually } from './eventually.js';
import { standing, submitJob } from './jobs.js';
import { workItem } from './workModel.js';

/**
 * Submits a job for the model `work`, with matrices of `side` × `side`, and resolves with its id when a tenth of its
 * tasks is done, and most are not: the moment to kill somebody.
 */
export async function jobUnderWay(
  api: Api,
  { items, side }: { readonly items: number; readonly side: number },
): Promise<string> {
  const id = await submitJob(api, {
    model: 'work',
    items: Array.from({ length: items }, (_, index) => workItem(index, side)),
  });
  const { counts } = await eventually('a tenth of the tasks is done', async () => {
    const job = await standing(api, id);
    return job.counts.succeeded >= items / 10 ? job : undefined;
  });
  expect(counts.succeeded, 'this must happen in the middle of the job').toBeLessThan(0.8 * items);
  return id;
}
