import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failOverdueJobs } from '../../src/operations/failOverdueJobs.js';
import { resendSilentTasks } from '../../src/operations/resendSilentTasks.js';
import { additionItem, failed, leased, submitMutation, succeeded, TestCompute } from '../TestCompute.js';

let compute: TestCompute;
let slug: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug } = await compute.publish());
});
afterAll(() => compute.close());

const jobQuery = `query ($id: ID!) { job(id: $id) { state deadline finishedAt counts { total succeeded failed }
  tasks { edges { node { state failure { code } placement { reasons } attempts { state } } } } } }`;
interface JobAnswer {
  readonly job: {
    readonly state: string;
    readonly deadline: string | null;
    readonly finishedAt: string | null;
    readonly tasks: { readonly edges: readonly { readonly node: object }[] };
  };
}

const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const sweep = () => failOverdueJobs(compute.services);
const look = (id: string) => compute.get<JobAnswer>(jobQuery, { id });

async function newJob(items: number, deadline = inMinutes(10)) {
  const id = await compute.submit({ model: slug, items: Array(items).fill(additionItem), deadline });
  return { id, deadline, tasks: await compute.taskMessages(id) };
}

/** As if the deadlines of all jobs had come. */
async function passDeadline(id: string): Promise<void> {
  await compute.database.withTenant('com_one', (em) =>
    em.execute("update jobs set deadline_at = now() - interval '1 second' where id = ?", [id]),
  );
}

const heldFor = (id: string) =>
  compute.database.withTenant('com_one', (em) =>
    em.execute<{ balance: string }[]>(
      "select balance::text from credit_accounts where kind = 'ESCROW' and holder = ?",
      [id],
    ),
  );

describe('a job with a deadline', () => {
  it('says when it has to be done, to its fleet as well, and is left alone until then', async () => {
    const { id, deadline, tasks } = await newJob(1);
    expect(tasks).toMatchObject([{ deadlineAt: deadline }]);
    expect(await sweep()).toBe(0);
    expect((await look(id)).job).toMatchObject({ state: 'QUEUED', deadline });
    const [task] = tasks;
    if (task === undefined) throw new Error('a task expected');
    await compute.settle([failed(task, newId('attempt'))]);
    expect(await compute.taskMessages(id)).toMatchObject([{ deadlineAt: deadline }]);
    await passDeadline(id);
    await sweep();
  });

  it('fails what is left of it then, once, and keeps what is done', async () => {
    const { id, tasks } = await newJob(4);
    const [done, reported, running, waiting] = tasks;
    if (!done || !reported || !running || !waiting) throw new Error('four tasks expected');
    const attempt = newId('attempt');
    await compute.settle([
      succeeded(done, newId('attempt')),
      { ...succeeded(reported, newId('attempt')), vouched: false },
      leased(running, attempt),
    ]);
    expect(Number((await heldFor(id))[0]?.balance)).toBeGreaterThan(0);
    await passDeadline(id);
    expect(await Promise.all([sweep(), sweep()])).toEqual(expect.arrayContaining([0, 3]));
    const overdue = { state: 'FAILED', failure: { code: 'DEADLINE_EXCEEDED' } };
    const nodes = [
      { state: 'SUCCEEDED', attempts: [{ state: 'VALID' }] },
      { ...overdue, attempts: [{ state: 'INCONCLUSIVE' }] },
      {
        ...overdue,
        attempts: [{ state: 'ABANDONED' }],
        placement: { reasons: expect.any(Array) as unknown },
      },
      { ...overdue, attempts: [], placement: null },
    ];
    const after = await look(id);
    expect(after.job).toMatchObject({
      state: 'PARTIALLY_FAILED',
      finishedAt: expect.any(String) as unknown,
      counts: { total: 4, succeeded: 1, failed: 3 },
      tasks: { edges: nodes.map((node) => ({ node })) },
    });
    expect(await compute.taskMessages(id)).toEqual([]);
    expect(await heldFor(id)).toEqual([{ balance: '0' }]);
    const finished = (await compute.outbox()).filter(({ value }) => value.action === 'jobs:finish');
    expect(finished.filter(({ value }) => (value.resource as { id: string }).id === id)).toHaveLength(1);

    await compute.settle([succeeded(running, attempt), succeeded(waiting, newId('attempt'))]);
    const late = (await look(id)).job;
    expect(late).toMatchObject({ counts: { total: 4, succeeded: 1, failed: 3 } });
    expect(late.tasks.edges[2]?.node).toMatchObject({ ...overdue, attempts: [{ state: 'REPORTED' }] });
    expect([await sweep(), await resendSilentTasks(compute.services)]).toEqual([0, 0]);
  });

  it.each([
    ['past', -1],
    ['too near', 0.001],
    ['too far', 600_000],
  ])('is refused when that is %s', async (_case, minutes) => {
    const input = { model: slug, items: [additionItem], deadline: inMinutes(minutes) };
    expect(await compute.refusal(submitMutation, { input })).toBe('DEADLINE_INVALID');
  });

  it('is part of what an idempotency key stands for', async () => {
    const input = { model: slug, items: [additionItem], idempotencyKey: newId('event') };
    const deadline = new Date(Date.now() + 1_500).toISOString();
    const id = await compute.submit({ ...input, deadline });
    expect(await compute.submit({ ...input, deadline })).toBe(id);
    const other = { ...input, deadline: inMinutes(5) };
    expect(await compute.refusal(submitMutation, { input: other })).toBe('IDEMPOTENCY_CONFLICT');
  });
});
