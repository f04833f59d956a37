import { newId, partsOfRun, type TaskMessage } from '@ai-collective/contracts';
import { AppError } from '@ai-collective/platform';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { settleAttempts } from '../../src/operations/settleAttempts.js';
import { additionItem, failed, leased, succeeded, TestCompute, type Claims } from '../TestCompute.js';

let compute: TestCompute;
let slug: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug } = await compute.publish());
});
afterAll(() => compute.close());

const query = `query ($id: ID!) { job(id: $id) { state finishedAt counts { queued dispatched succeeded failed }
  tasks { edges { node { state output failure { code } attempts { state } } } } } }`;
interface Answer {
  readonly job: {
    readonly state: string;
    readonly finishedAt: string | null;
    readonly counts: Readonly<Record<string, number>>;
    readonly tasks: {
      readonly edges: readonly {
        readonly node: { readonly state: string; readonly output: unknown; readonly attempts: object[] };
      }[];
    };
  };
}

interface NewTask {
  readonly id: string;
  readonly task: TaskMessage;
  readonly look: () => Promise<Answer['job']>;
}

async function newTask(model = slug, claims: Claims = {}): Promise<NewTask> {
  const id = await compute.submit({ model, items: [additionItem] }, claims);
  const [task] = await compute.taskMessages(id);
  if (task === undefined) throw new Error('a task expected');
  return { id, task, look: async () => (await compute.get<Answer>(query, { id }, claims)).job };
}

/** A task of a community of its own. */
async function newTaskElsewhere(): Promise<NewTask> {
  const claims = { community: newId('community') };
  await compute.openFleet('F', claims);
  const { slug: model } = await compute.publish(undefined, claims);
  return newTask(model, claims);
}

const auditsOf = async (id: string, action: string) =>
  (await compute.outbox()).filter(
    ({ value }) => value.action === action && (value.resource as { id?: string } | undefined)?.id === id,
  );

describe('settleAttempts', () => {
  it('settles a task once, whatever is repeated, and confirms its message', async () => {
    const { id, task, look } = await newTask();
    const [one, two] = [newId('attempt'), newId('attempt')];
    const events = [leased(task, one), succeeded(task, one, 'first'), succeeded(task, two, 'second')];
    await compute.settle(events);
    const settled = await look();
    expect(settled).toMatchObject({
      state: 'SUCCEEDED',
      counts: { queued: 0, dispatched: 0, succeeded: 1, failed: 0 },
      tasks: {
        edges: [{ node: { output: 'first', attempts: [{ state: 'VALID' }, { state: 'REPORTED' }] } }],
      },
    });
    await compute.settle([...events].reverse());
    await compute.settle([failed(task, one), failed(task, newId('attempt'))]);
    expect(await look()).toMatchObject({ ...settled, tasks: { edges: [{ node: { output: 'first' } }] } });
    expect(await compute.taskMessages(id)).toEqual([]);
    expect(await auditsOf(id, 'jobs:finish')).toHaveLength(1);
  });

  it('records that a job begins to run, and not one that ends with the same events', async () => {
    const id = await compute.submit({ model: slug, items: [additionItem, additionItem] });
    const [one, other] = await compute.taskMessages(id);
    if (one === undefined || other === undefined) throw new Error('two tasks expected');
    expect(await auditsOf(id, 'jobs:start')).toEqual([]);
    await compute.settle([leased(one, newId('attempt'))]);
    await compute.settle([succeeded(one, newId('attempt')), leased(other, newId('attempt'))]);
    await compute.settle([succeeded(other, newId('attempt'))]);
    expect(await auditsOf(id, 'jobs:start')).toHaveLength(1);
    const short = await newTask();
    const attempt = newId('attempt');
    await compute.settle([leased(short.task, attempt), succeeded(short.task, attempt)]);
    expect(await auditsOf(short.id, 'jobs:start')).toEqual([]);
    expect(await auditsOf(short.id, 'jobs:finish')).toHaveLength(1);
  });

  it('settles a task once when replicas take the same events at the same time', async () => {
    const { id, task, look } = await newTask();
    const attempt = newId('attempt');
    await Promise.all(
      Array.from({ length: 6 }, () => compute.settle([leased(task, attempt), succeeded(task, attempt)])),
    );
    expect((await look()).counts).toEqual({ queued: 0, dispatched: 0, succeeded: 1, failed: 0 });
    expect(await auditsOf(id, 'jobs:finish')).toHaveLength(1);
  });

  it("queues a task again after a device's fault, with one message only, until errors run out", async () => {
    const { id, task, look } = await newTask();
    for (const attempt of [newId('attempt'), newId('attempt')]) {
      await compute.settle([leased(task, attempt), failed(task, attempt), failed(task, attempt)]);
      expect(await look()).toMatchObject({ state: 'QUEUED', counts: { queued: 1, dispatched: 0 } });
      expect(await compute.taskMessages(id)).toEqual([
        { ...task, erredOwners: ['person_1'], queuedAt: expect.any(String) as unknown },
      ]);
    }
    const last = newId('attempt');
    await compute.settle([leased(task, last), failed(task, last)]);
    expect(await look()).toMatchObject({
      state: 'FAILED',
      finishedAt: expect.any(String) as unknown,
      tasks: { edges: [{ node: { state: 'FAILED', failure: { code: 'DEVICE_BROKE' } } }] },
    });
    expect(await compute.taskMessages(id)).toEqual([]);
  });

  it("keeps to the community's limits of errors and attempts", async () => {
    compute.policies.set('com_one', { 'tasks.maxErrors': 1 });
    const first = await newTask();
    await compute.settle([failed(first.task, newId('attempt'), { outcome: 'ABANDONED' })]);
    expect((await first.look()).state).toBe('QUEUED');
    await compute.settle([failed(first.task, newId('attempt'))]);
    expect((await first.look()).state).toBe('FAILED');
    compute.policies.set('com_one', { 'tasks.maxAttempts': 2 });
    const second = await newTask();
    for (const outcome of ['TIMED_OUT', 'ABANDONED'])
      await compute.settle([failed(second.task, newId('attempt'), { outcome })]);
    expect((await second.look()).state).toBe('FAILED');
    compute.policies.clear();
  });

  it('keeps to the limits of the communities around, whatever is nearer allows', async () => {
    compute.policies.set('com_top', { 'tasks.maxErrors': 1 });
    compute.policies.set('com_one', { 'tasks.maxErrors': 5 });
    const nested = await newTask(slug, { ancestors: ['com_between', 'com_top'] });
    await compute.settle([failed(nested.task, newId('attempt'))]);
    expect((await nested.look()).state).toBe('FAILED');
    compute.policies.clear();
  });

  it('takes the result of a device that had been given up', async () => {
    const { task, look } = await newTask();
    const attempt = newId('attempt');
    await compute.settle([leased(task, attempt), failed(task, attempt, { outcome: 'ABANDONED' })]);
    await compute.settle([succeeded(task, attempt)]);
    expect(await look()).toMatchObject({
      state: 'SUCCEEDED',
      tasks: { edges: [{ node: { attempts: [{ state: 'VALID' }] } }] },
    });
  });

  it('keeps what devices send, however odd', async () => {
    const { task, look } = await newTask();
    await compute.settle([
      succeeded(task, newId('attempt'), { text: 'nul \u0000, half \ud800, "quotes" and \\', question: '?' }),
    ]);
    expect((await look()).tasks.edges[0]?.node.output).toMatchObject({
      question: '?',
      text: expect.stringMatching(/^nul/) as unknown,
    });
  });

  it('leaves events of unknown tasks and of other communities out', async () => {
    const { task, look } = await newTask();
    await compute.settle([
      succeeded({ ...task, taskId: newId('task') }, newId('attempt')),
      succeeded({ ...task, communityId: 'com_two' }, newId('attempt')),
    ]);
    expect((await look()).state).toBe('QUEUED');
  });

  it('settles many tasks of several communities in one batch', async () => {
    const claims = { community: 'com_other' };
    await compute.openFleet('F', claims);
    const { slug: other } = await compute.publish(undefined, claims);
    const ids = [
      await compute.submit({ model: slug, items: new Array<object>(300).fill(additionItem) }),
      await compute.submit({ model: other, items: new Array<object>(200).fill(additionItem) }, claims),
    ];
    const tasks = (await Promise.all(ids.map((id) => compute.taskMessages(id)))).flat();
    await compute.settle(
      tasks.flatMap((task) => {
        const attempt = newId('attempt');
        return [leased(task, attempt), succeeded(task, attempt)];
      }),
    );
    const state = 'query ($id: ID!) { job(id: $id) { state counts { succeeded } } }';
    expect(await compute.get(state, { id: ids[0] })).toEqual({
      job: { state: 'SUCCEEDED', counts: { succeeded: 300 } },
    });
    expect(await compute.get(state, { id: ids[1] }, claims)).toEqual({
      job: { state: 'SUCCEEDED', counts: { succeeded: 200 } },
    });
  });

  it("settles an attempt whose id is another community's too, each for itself", async () => {
    const [here, there] = [await newTask(), await newTaskElsewhere()];
    const attempt = newId('attempt');
    await compute.settle([leased(here.task, attempt)]);
    await compute.settle([succeeded(there.task, attempt, 'theirs'), succeeded(here.task, attempt, 'ours')]);
    for (const [{ look }, output] of [
      [here, 'ours'],
      [there, 'theirs'],
    ] as const)
      expect(await look()).toMatchObject({
        state: 'SUCCEEDED',
        tasks: { edges: [{ node: { output, attempts: [{ state: 'VALID' }] } }] },
      });
  });

  it('ignores and logs an event that takes the attempt of one task for another', async () => {
    const [one, two, three] = [await newTask(), await newTask(), await newTask()];
    const [attempt, fresh] = [newId('attempt'), newId('attempt')];
    const log = { error: vi.fn() };
    await compute.settle([leased(one.task, attempt)]);
    await settleAttempts({ ...compute.services, log }, [
      succeeded(two.task, attempt),
      leased(three.task, fresh),
      failed(two.task, fresh),
    ]);
    expect((await one.look()).tasks.edges[0]?.node).toMatchObject({
      state: 'DISPATCHED',
      attempts: [{ state: 'LEASED' }],
    });
    expect((await two.look()).tasks.edges[0]?.node).toMatchObject({ state: 'QUEUED', attempts: [] });
    expect((await three.look()).tasks.edges[0]?.node).toMatchObject({ attempts: [{ state: 'LEASED' }] });
    expect(log.error.mock.calls.map(([fields]: unknown[]) => fields)).toMatchObject([
      { taskId: partsOfRun(two.task.taskId).taskId, attemptId: attempt },
      { taskId: partsOfRun(two.task.taskId).taskId, attemptId: fresh },
    ]);
  });

  it('sets aside, without its contents, an event PostgreSQL will never take, and settles all others', async () => {
    const [bad, good, elsewhere] = [await newTask(), await newTask(), await newTaskElsewhere()];
    const log = { error: vi.fn() };
    const attempt = newId('attempt');
    await settleAttempts({ ...compute.services, log }, [
      { ...succeeded(bad.task, attempt, 'private'), at: 'never' },
      succeeded(good.task, newId('attempt')),
      succeeded(elsewhere.task, newId('attempt')),
    ]);
    const states = await Promise.all([bad, good, elsewhere].map(async ({ look }) => (await look()).state));
    expect(states).toEqual(['QUEUED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(log.error.mock.calls).toEqual([
      [
        expect.objectContaining({ taskId: bad.task.taskId, attemptId: attempt, sqlState: '22007' }),
        expect.any(String),
      ],
    ]);
    expect(JSON.stringify(log.error.mock.calls)).not.toMatch(/private|never/);
  });

  it('rejects, having settled nothing, while policies are not known, so that the batch comes again', async () => {
    const { task, look } = await newTask();
    const events = [succeeded(task, newId('attempt'))];
    const notReady = new AppError('POLICIES_NOT_READY', 'Not yet.', { status: 503 });
    const policies = {
      get: () => {
        throw notReady;
      },
    };
    await expect(settleAttempts({ ...compute.services, policies }, events)).rejects.toBe(notReady);
    expect((await look()).state).toBe('QUEUED');
    await compute.settle(events);
    expect((await look()).state).toBe('SUCCEEDED');
  });

  it('rejects when PostgreSQL is in trouble for the moment', async () => {
    const { task } = await newTask();
    const away = Object.assign(new Error('terminating connection'), { code: '57P01' });
    const database = { withTenantSql: () => Promise.reject(away) };
    const settling = settleAttempts({ ...compute.services, database }, [succeeded(task, newId('attempt'))]);
    await expect(settling).rejects.toBe(away);
  });
});
