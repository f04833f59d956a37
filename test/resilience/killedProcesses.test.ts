import { watchJob } from '@ai-collective/cli';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { auditCount, auditIsIntact } from '../system/audit.js';
import { eventually } from '../system/eventually.js';
import { expectEachTaskDoneOnce } from '../system/expectEachTaskDoneOnce.js';
import { allTasks } from '../system/jobs.js';
import { jobUnderWay } from '../system/jobUnderWay.js';
import { publishModel } from '../system/models.js';
import { aliveOf, descendantsOf } from '../system/processTree.js';
import { sideFor } from '../system/sideFor.js';
import { TestSystem } from '../system/TestSystem.js';
import { fetchBlob, storeBytes } from '../system/uploads.js';
import { workModel } from '../system/workModel.js';

const items = 200;
const taskMilliseconds = 10;
const limit = { timeout: 240_000 };

let system: TestSystem;
let side: number;
const jobs: string[] = [];

beforeAll(async () => {
  system = await TestSystem.start();
  await publishModel(system.api, 'work', workModel(8));
  side = await sideFor(system.api, taskMilliseconds);
}, 180_000);

afterAll(() => system.end(), 60_000);

/** A job of 200 tasks, some of which are done, and most are not. */
async function begunJob(): Promise<string> {
  const id = await jobUnderWay(system.api, { items, side });
  jobs.push(id);
  return id;
}

async function expectRestarted(name: string, formerPid: number): Promise<void> {
  expect(system.crashes).toContain(name);
  await eventually(`${name} runs again`, () => (system.pid(name) === formerPid ? undefined : true));
}

describe('a process killed in the middle of a job of 200 tasks', () => {
  for (const name of ['agent', 'dispatcher', 'compute', 'broker'])
    test(`${name}: every task succeeds exactly once`, limit, async () => {
      const id = await begunJob();
      const pid = system.kill(name);
      await expectEachTaskDoneOnce(system.api, id, items);
      await expectRestarted(name, pid);
    });

  test('PostgreSQL: every task succeeds exactly once', limit, async () => {
    const id = await begunJob();
    const pid = system.kill('postgres');
    await expectEachTaskDoneOnce(system.api, id, items);
    await expectRestarted('postgres', pid);
  });

  test('gateway: somebody who watches the job sees its end', limit, async () => {
    const id = await begunJob();
    const watching = watchJob(system.api.connection, { jobId: id, signal: AbortSignal.timeout(120_000) });
    const pid = system.kill('gateway');
    expect(await watching).toMatchObject({ finished: true, state: 'SUCCEEDED' });
    await expectEachTaskDoneOnce(system.api, id, items);
    await expectRestarted('gateway', pid);
  });

  test('identity: the job goes on, and credentials are checked again soon', limit, async () => {
    const id = await begunJob();
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

test.skipIf(process.platform !== 'linux')(
  'an agent that is killed takes the inference it had begun with it',
  limit,
  async () => {
    const id = await begunJob();
    const children = await descendantsOf(system.pid('agent'));
    expect(children.length).toBeGreaterThan(0);
    const pid = system.kill('agent');
    await eventually('its children are gone', async () =>
      (await aliveOf(children)).length === 0 ? true : undefined,
    );
    await expectRestarted('agent', pid);
    await expectEachTaskDoneOnce(system.api, id, items);
  },
);

test(
  'all processes killed at once in the middle of a job: every task succeeds exactly once',
  limit,
  async () => {
    const id = await begunJob();
    const names = [
      'broker',
      'compute',
      'dispatcher',
      'agent',
      'governance',
      'storage',
      'identity',
      'gateway',
      'postgres',
    ];
    const pids = new Map(names.map((name) => [name, system.kill(name)]));
    await expectEachTaskDoneOnce(system.api, id, items);
    for (const [name, pid] of pids) await expectRestarted(name, pid);
  },
);

describe('everything stopped in the middle of a job and started again', () => {
  test('keeps all data, and the job finishes', limit, async () => {
    const bytes = Buffer.from('kept over a restart');
    const cid = await storeBytes(system.api, bytes);
    const earlier = jobs[0] ?? '';
    const earlierTasks = await allTasks(system.api, earlier);
    const id = await begunJob();
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
