import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exportJob } from '../../src/operations/exportJob.js';
import { additionItem, failed, leased, succeeded, TestCompute } from '../TestCompute.js';

const exportMutation = 'mutation ($id: ID!) { exportResults(jobId: $id) { export { state blob { cid } } } }';

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

interface Export {
  readonly state: string;
  readonly blob: { readonly cid: string } | null;
  readonly lastError: string | null;
}

const look = async (id: string) =>
  (
    await compute.get<{ job: { export: Export | null } }>(
      'query ($id: ID!) { job(id: $id) { export { state tasks totalTasks attempts lastError blob { cid } } } }',
      { id },
    )
  ).job.export;

const linesOf = (cid: string): unknown[] =>
  (compute.storage.textOf('com_one', cid) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

let attempts = 0;
const attemptId = () => `att_export_${attempts++}`;

/** A finished job: its first task succeeded, its second failed, the others were canceled. */
async function finishedJob(count = 4): Promise<string> {
  const id = await compute.submit({ model: slug, items: Array.from({ length: count }, () => additionItem) });
  const [first, second, third] = await compute.taskMessages(id);
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('tasks are missing');
  const large = succeeded(third, attemptId());
  await compute.settle([
    leased(first, attemptId()),
    succeeded(first, attemptId(), { text: 'ü', zero: 0 }),
    failed(second, attemptId(), { fault: 'input', code: 'BAD_INPUT' }),
    { ...large, output: { type: 'blob', cid: 'bafklarge', bytes: 70_000 } } as typeof large,
  ]);
  await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id });
  return id;
}

describe('exportResults', () => {
  it('writes every task of the job on a line, in order', async () => {
    const id = await finishedJob(450);
    expect(await look(id)).toBeNull();
    await compute.get(exportMutation, { id });
    expect(await look(id)).toMatchObject({ state: 'PENDING', blob: null });
    await compute.work(exportJob);
    const done = await look(id);
    expect(done).toMatchObject({ state: 'DONE', tasks: 450, totalTasks: 450, attempts: 1, lastError: null });
    const exported = (await compute.outbox()).filter(({ value }) => value.action === 'jobs:export');
    expect(exported.map(({ value: { outcome } }) => outcome)).toEqual(['ALLOWED', 'RECORDED']);
    expect(exported.at(-1)?.value).toMatchObject({
      resource: { id },
      details: { state: 'DONE', cid: done?.blob?.cid, tasks: 450 },
    });
    const lines = linesOf(done?.blob?.cid ?? '');
    expect(lines.slice(0, 4)).toEqual([
      { ordinal: 0, state: 'SUCCEEDED', output: { text: 'ü', zero: 0 }, failure: null },
      {
        ordinal: 1,
        state: 'FAILED',
        output: null,
        failure: { code: 'BAD_INPUT', message: 'It broke.', fault: 'input' },
      },
      { ordinal: 2, state: 'SUCCEEDED', outputBlob: { cid: 'bafklarge', bytes: 70_000 }, failure: null },
      { ordinal: 3, state: 'CANCELED', output: null, failure: null },
    ]);
    expect(lines.map((line) => (line as { ordinal: number }).ordinal)).toEqual([...lines.keys()]);
    expect(lines).toHaveLength(450);
  });

  it('answers the same export again', async () => {
    const id = await finishedJob();
    await compute.get(exportMutation, { id });
    await compute.work(exportJob);
    const first = await look(id);
    expect(await compute.get(exportMutation, { id })).toMatchObject({
      exportResults: { export: { state: 'DONE', blob: first?.blob } },
    });
  });

  it('begins anew when its blob was deleted', async () => {
    const id = await finishedJob(5);
    await compute.get(exportMutation, { id });
    await compute.work(exportJob);
    const first = await look(id);
    compute.storage.delete('com_one', first?.blob?.cid ?? '');
    expect(await compute.get(exportMutation, { id })).toMatchObject({
      exportResults: { export: { state: 'PENDING', blob: null } },
    });
    await compute.work(exportJob);
    expect(await look(id)).toMatchObject({ state: 'DONE', blob: first?.blob });
  });

  it('is tried again when storage is away', async () => {
    const id = await finishedJob();
    await compute.get(exportMutation, { id });
    compute.storage.brokenWith = 503;
    await compute.work(exportJob);
    expect(await look(id)).toMatchObject({
      state: 'PENDING',
      lastError: expect.stringContaining('STORAGE_UNAVAILABLE') as string,
    });
    compute.storage.brokenWith = undefined;
    await compute.database.withTenant('com_one', (em) =>
      em.execute("update job_work set due_at = now() where tenant_id = 'com_one' and job_id = ?", [id]),
    );
    await compute.work(exportJob);
    expect(await look(id)).toMatchObject({ state: 'DONE', attempts: 2, lastError: null });
  });

  it('says when the results are larger than a blob may be', async () => {
    compute.policies.set('com_one', { 'blobs.maxBytes': 10 });
    const id = await finishedJob();
    await compute.get(exportMutation, { id });
    await compute.work(exportJob);
    expect((await look(id))?.lastError).toContain('BLOB_TOO_LARGE');
  });

  it('refuses a job that is not finished, and one of another community', async () => {
    const id = await compute.submit({ model: slug, items: [additionItem] });
    expect(await compute.refusal(exportMutation, { id })).toBe('JOB_UNFINISHED');
    expect(await compute.refusal(exportMutation, { id }, { community: 'com_two' })).toBe('JOB_NOT_FOUND');
  });
});
