import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { doDueWork } from '../../src/operations/doDueWork.js';
import { prepareJob } from '../../src/operations/prepareJob.js';
import { additionItem, submitMutation, TestCompute, vector } from '../TestCompute.js';

const count = 2_000;

let compute: TestCompute;
let slug: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug } = await compute.publish());
});
afterAll(() => compute.close());
beforeEach(() => {
  compute.policies.clear();
  compute.storage.brokenWith = undefined;
});

const item = (index: number) => ({ inputs: [vector('a', [index, 0]), vector('b')] });
const items = Array.from({ length: count }, (_, index) => item(index));
const linesOf = (some: readonly unknown[]) => some.map((each) => JSON.stringify(each)).join('\n');
const put = (content: string) => compute.storage.put('com_one', content);
const submit = (content: string) => compute.submit({ model: slug, itemsBlob: put(content) });

interface JobAnswer {
  readonly state: string;
  readonly progress: number;
  readonly finishedAt: string | null;
  readonly counts: { readonly total: number; readonly queued: number };
  readonly preparation: {
    readonly lines: number;
    readonly attempts: number;
    readonly lastError: string | null;
    readonly problems: readonly {
      readonly line: number | null;
      readonly code: string;
      readonly message: string;
    }[];
  };
}

const look = async (id: string): Promise<JobAnswer> =>
  (
    await compute.get<{ job: JobAnswer }>(
      `query ($id: ID!) { job(id: $id) { state progress finishedAt counts { total queued }
        preparation { lines attempts lastError problems { line code message } } } }`,
      { id },
    )
  ).job;

const tasksOf = (jobId: string) =>
  compute.database.withTenant('com_one', (em) =>
    em.execute<{ ordinal: number; input: { a: object } }[]>(
      'select ordinal, input from tasks where tenant_id = ? and job_id = ? order by ordinal',
      ['com_one', jobId],
    ),
  );

/** Makes work due at once that rests, or that another replica holds. */
const endLeases = () =>
  compute.database.withTenant('com_one', (em) =>
    em.execute("update job_work set due_at = now() where tenant_id = ? and state = 'PENDING'", ['com_one']),
  );

describe('a job whose items are in a blob', () => {
  it('is PREPARING, and then has a task and a message for every line, in order', async () => {
    const id = await submit(linesOf(items));
    expect(await look(id)).toMatchObject({
      state: 'PREPARING',
      progress: 0,
      finishedAt: null,
      counts: { total: 0 },
    });
    await compute.work(prepareJob);
    expect(await look(id)).toEqual({
      state: 'QUEUED',
      progress: 0,
      finishedAt: null,
      counts: { total: count, queued: count },
      preparation: { lines: count, attempts: 1, lastError: null, problems: [] },
    });
    const tasks = await tasksOf(id);
    expect(tasks.map(({ ordinal }) => ordinal)).toEqual(items.map((_, index) => index));
    expect(tasks.map(({ input }) => input.a)).toEqual(
      items.map(({ inputs }) => ({ type: 'tensor', ...inputs[0]?.tensor })),
    );
    expect(await compute.taskMessages(id)).toHaveLength(count);
    const records = (await compute.outbox()).filter(({ value }) => value.action === 'jobs:submit');
    expect(records.map(({ value }) => value.resource)).toContainEqual({ type: 'job', id });
    const prepared = (await compute.outbox()).filter(({ value }) => value.action === 'jobs:prepare');
    expect(prepared.map(({ value }) => value)).toMatchObject([
      { resource: { id }, details: { items: count } },
    ]);
  });

  it('is REJECTED with the lines that are wrong, and nothing is written', async () => {
    const [short, misshapen] = [
      { inputs: [vector('a')] },
      { inputs: [vector('a', [1, 2, 3, 4]), vector('b')] },
    ];
    const lines = [...items.slice(0, 600).map((each) => JSON.stringify(each))];
    lines.splice(100, 0, '{', JSON.stringify(short));
    const id = await submit([...lines, JSON.stringify(misshapen), ''].join('\n'));
    await compute.work(prepareJob);
    const { preparation, ...job } = await look(id);
    expect(job).toMatchObject({
      state: 'REJECTED',
      finishedAt: expect.any(String) as string,
      counts: { total: 0 },
    });
    expect(preparation.problems).toEqual([
      { line: 101, code: 'ITEM_MALFORMED', message: 'The line is not JSON in UTF-8.' },
      { line: 102, code: 'INPUT_MISSING', message: expect.stringContaining('"b"') as string },
      { line: 603, code: 'TENSOR_SHAPE_MISMATCH', message: expect.stringContaining('[n=2, 2]') as string },
    ]);
    expect(await tasksOf(id)).toEqual([]);
    const finished = (await compute.outbox()).filter(({ value }) => value.action === 'jobs:finish');
    expect(finished.at(-1)?.value).toMatchObject({ resource: { id }, details: { state: 'REJECTED' } });
  });

  it.each<[string, () => string, object]>([
    [
      'twenty of many',
      () => '{\n'.repeat(500),
      Array.from({ length: 20 }, (_, index) => ({ line: index + 1 })),
    ],
    ['an empty blob', () => '', [{ line: null, code: 'JOB_EMPTY' }]],
    ['a line over the limit', () => `"${'x'.repeat(1_048_576)}"`, [{ line: 1, code: 'ITEM_MALFORMED' }]],
    ['more lines than allowed', () => linesOf(items.slice(0, 51)), [{ line: 51, code: 'JOB_TOO_LARGE' }]],
    [
      'a blob that is not there',
      () => linesOf([additionItem, { inputs: [{ name: 'a', blob: 'bafknothing' }, vector('b')] }]),
      [{ line: 2, code: 'BLOB_NOT_FOUND' }],
    ],
  ])('is told what is wrong: %s', async (_, content, problems) => {
    compute.policies.set('com_one', { 'jobs.maxItems': 50 });
    const id = await submit(content());
    await compute.work(prepareJob);
    expect(await look(id)).toMatchObject({ state: 'REJECTED', preparation: { problems } });
  });

  it.each<[string, object]>([
    ['ITEMS_REQUIRED', {}],
    ['ITEMS_REQUIRED', { items: [additionItem], itemsBlob: 'bafkx' }],
    ['BLOB_NOT_FOUND', { itemsBlob: 'bafknothing' }],
    ['BLOB_NOT_FOUND', { itemsBlob: '../x' }],
  ])('is refused with %s: %j', async (code, input) => {
    expect(await compute.refusal(submitMutation, { input: { model: slug, ...input } })).toBe(code);
  });

  it('is the same job for the same key and blob, and none for another blob', async () => {
    const input = { model: slug, itemsBlob: put(linesOf([additionItem])), idempotencyKey: 'file' };
    const id = await compute.submit(input);
    expect(await compute.submit(input)).toBe(id);
    const other = { ...input, itemsBlob: put(linesOf([additionItem, additionItem])) };
    expect(await compute.refusal(submitMutation, { input: other })).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('is tried again while storage is away, and taken when it is back', async () => {
    const id = await submit(linesOf(items.slice(0, 3)));
    compute.storage.brokenWith = 503;
    await compute.work(prepareJob);
    expect(await look(id)).toMatchObject({
      state: 'PREPARING',
      preparation: { attempts: 1, lastError: expect.stringContaining('STORAGE_UNAVAILABLE') as string },
    });
    compute.storage.brokenWith = undefined;
    await endLeases();
    await compute.work(prepareJob);
    expect(await look(id)).toMatchObject({
      state: 'QUEUED',
      counts: { total: 3 },
      preparation: { lastError: null },
    });
  });

  it('is given up after eight attempts', async () => {
    const id = await submit(linesOf(items.slice(0, 3)));
    compute.storage.brokenWith = 503;
    for (let attempt = 0; attempt < 8; attempt++) {
      await compute.work(prepareJob);
      await endLeases();
    }
    expect(await look(id)).toMatchObject({ state: 'REJECTED', preparation: { attempts: 8 } });
  });

  it('is left to another replica by one that stops', async () => {
    const id = await submit(linesOf(items));
    await doDueWork(compute.services, prepareJob, AbortSignal.abort());
    expect(await tasksOf(id)).toEqual([]);
    await compute.work(prepareJob);
    expect(await look(id)).toMatchObject({ state: 'QUEUED', preparation: { attempts: 1 } });
  });

  it('gets its tasks once when two replicas prepare it at the same time', async () => {
    const id = await submit(linesOf(items));
    const first = compute.work(prepareJob);
    await expect.poll(async () => (await look(id)).preparation.attempts).toBe(1);
    await endLeases();
    await Promise.all([first, compute.work(prepareJob)]);
    expect(await tasksOf(id)).toHaveLength(count);
    expect(await look(id)).toMatchObject({ state: 'QUEUED', counts: { total: count } });
  });

  it('gets no tasks when it is canceled meanwhile', async () => {
    const id = await submit(linesOf(items));
    const preparing = compute.work(prepareJob);
    await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id });
    await preparing;
    await compute.work(prepareJob);
    const job = await look(id);
    expect(job.state).toBe('CANCELED');
    expect(job.counts.queued).toBe(0);
    expect(await tasksOf(id)).toHaveLength(job.counts.total);
  });

  it.each(['PREPARING', 'REJECTED', 'CANCELED'])('is listed as %s', async (state) => {
    const id = await submit(state === 'REJECTED' ? '{' : linesOf([additionItem]));
    if (state === 'CANCELED')
      await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id });
    if (state === 'REJECTED') await compute.work(prepareJob);
    const { jobs } = await compute.get<{ jobs: { edges: { node: { id: string } }[] } }>(
      'query ($state: JobState!) { jobs(first: 1, state: $state) { edges { node { id } } } }',
      { state },
    );
    expect(jobs.edges).toEqual([{ node: { id } }]);
  });
});
