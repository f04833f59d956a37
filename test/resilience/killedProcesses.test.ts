import { watchJob } from '@ai-collective/cli';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { auditCount, auditIsIntact } from '../system/audit.js';
import { eventually } from '../system/eventually.js';
import { expectEachTaskDoneOnce } from '../system/expectEachTaskDoneOnce.js';
import { allTasks, standing, submitJob } from '../system/jobs.js';
import { publishModel } from '../system/models.js';
import { TestSystem } from '../system/TestSystem.js';
import { fetchBlob, storeBytes } from '../system/uploads.js';
import { workItem, workModel } from '../system/workModel.js';

const items = 200;
const side = 256;
const limit = { timeout: 240_000 };

let system: TestSystem;
const jobs: string[] = [];

beforeAll(async () => {
  system = await TestSystem.start();
  await publishModel(system.api, 'work', workModel(8));
}, 180_000);

afterAll(() => system.end(), 60_000);

/** Submits a job of 200 tasks and resolves when some of them are done, and most are not. */
async function jobUnderWay(): Promise<string> {
  const id = await submitJob(system.api, {
    model: 'work',
    items: Array.from({ length: items }, (_, index) => workItem(index, side)),
  });
  jobs.push(id);
  const { counts } = await eventually('twenty tasks are done', async () => {
    const job = await standing(system.api, id);
    return job.counts.succeeded >= 20 ? job : undefined;
  });
  expect(counts.succeeded, 'the kill must land in the middle of the job').toBeLessThan(160);
  return id;
}

async function expectRestarted(name: string, formerPid: number): Promise<void> {
  expect(system.crashes).toContain(name);
  await eventually(`${name} runs again`, () => (system.pid(name) === formerPid ? undefined : true));
}

describe('a process killed in the middle of a job of 200 tasks', () => {
  for (const name of ['agent', 'dispatcher', 'compute', 'broker'])
    test(`${name}: every task succeeds exactly once`, limit, async () => {
      const id = await jobUnderWay();
      const pid = system.kill(name);
      await expectEachTaskDoneOnce(system.api, id, items);
      await expectRestarted(name, pid);
    });

  test('PostgreSQL: every task succeeds exactly once', limit, async () => {
    const id = await jobUnderWay();
    const pid = system.kill('postgres');
    await expectEachTaskDoneOnce(system.api, id, items);
    await expectRestarted('postgres', pid);
  });

  test('gateway: somebody who watches the job sees its end', limit, async () => {
    const id = await jobUnderWay();
    const watching = watchJob(system.api.connection, { jobId: id, signal: AbortSignal.timeout(120_000) });
    const pid = system.kill('gateway');
    expect(await watching).toMatchObject({ finished: true, state: 'SUCCEEDED' });
    await expectEachTaskDoneOnce(system.api, id, items);
    await expectRestarted('gateway', pid);
  });

  test('identity: the job goes on, and credentials are checked again soon', limit, async () => {
    const id = await jobUnderWay();
    const pid = system.kill('identity');
    await eventually('a credential the gateway does not remember is resolved', () =>
      system.api
        .as({ credential: system.api.connection.credential, community: 'home' })
        .ask(z.object({ viewer: z.object({ kind: z.literal('SERVICE') }) }), {
          query: '{ viewer { kind } }',
        }),
    );
    await expectEachTaskDoneOnce(system.api, id, items);
    await expectRestarted('identity', pid);
  });
});

describe('everything stopped in the middle of a job and started again', () => {
  test('keeps all data, and the job finishes', limit, async () => {
    const bytes = Buffer.from('kept over a restart');
    const cid = await storeBytes(system.api, bytes);
    const earlier = jobs[0] ?? '';
    const earlierTasks = await allTasks(system.api, earlier);
    const id = await jobUnderWay();
    await system.restart();
    expect(await fetchBlob(system.api, cid)).toEqual(bytes);
    expect(await allTasks(system.api, earlier)).toEqual(earlierTasks);
    await expectEachTaskDoneOnce(system.api, id, items);
  });

  test('has left one record of each job’s end in an unbroken audit log', async () => {
    for (const id of jobs) expect([id, await auditCount(system.api, 'jobs:finish', id)]).toEqual([id, 1]);
    expect(await auditIsIntact(system.api)).toBe(true);
  });
});
