import { expect } from 'vitest';
import { z } from 'zod';
import type { Api } from './Api.js';
import { auditCount } from './audit.js';
import { eventually } from './eventually.js';
import { allTasks, finished } from './jobs.js';

const outputSchema = z.object({ y: z.object({ data: z.base64() }) });

/**
 * Waits for the end of a job whose items are `workItem(0, …)`, `workItem(1, …)` and so on, and expects that every task
 * has succeeded, with one valid attempt and the right answer, and that compute has told of the job's end, once.
 */
export async function expectEachTaskDoneOnce(api: Api, id: string, items: number): Promise<void> {
  const job = await finished(api, id);
  expect(job).toMatchObject({ state: 'SUCCEEDED', counts: { total: items, succeeded: items, failed: 0 } });
  const tasks = await allTasks(api, id);
  expect(new Set(tasks.map((task) => task.id)).size).toBe(items);
  expect(tasks.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: items }, (_, index) => index));
  expect(tasks.filter(({ state }) => state !== 'SUCCEEDED')).toEqual([]);
  expect(tasks.filter(({ attempts }) => validOf(attempts) !== 1)).toEqual([]);
  expect(tasks.map(({ output }) => doubleIn(output))).toEqual(tasks.map(({ ordinal }) => 2 * ordinal));
  await eventually(`the end of ${id} is in the audit log`, async () =>
    (await auditCount(api, 'jobs:finish', id)) > 0 ? true : undefined,
  );
  expect(await auditCount(api, 'jobs:finish', id)).toBe(1);
}

function validOf(attempts: readonly { readonly state: string }[]): number {
  return attempts.filter(({ state }) => state === 'VALID').length;
}

function doubleIn(output: unknown): number {
  return Buffer.from(outputSchema.parse(output).y.data, 'base64').readFloatLE();
}
