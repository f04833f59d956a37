import { partsOfRun } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestCompute, submitMutation, vector } from '../TestCompute.js';

const count = 2_000;

let compute: TestCompute;
let slug: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug } = await compute.publish());
});
afterAll(() => compute.close());

const items = Array.from({ length: count }, (_, index) => ({
  inputs: [vector('a', [index, 0]), vector('b')],
}));

const tasksOf = (jobId: string) =>
  compute.database.withTenant('com_one', (em) =>
    em.execute<{ id: string; ordinal: number; state: string; input: { a: object } }[]>(
      'select id, ordinal, state, input from tasks where tenant_id = ? and job_id = ? order by ordinal',
      ['com_one', jobId],
    ),
  );

describe('a job of many items', () => {
  it('has a task and a message for every item, in order', async () => {
    const id = await compute.submit({ model: slug, items });
    const tasks = await tasksOf(id);
    expect(tasks.map(({ ordinal }) => ordinal)).toEqual(items.map((_, index) => index));
    expect(tasks.map(({ input }) => input.a)).toEqual(
      items.map(({ inputs }) => ({ type: 'tensor', ...inputs[0]?.tensor })),
    );
    const messages = await compute.taskMessages(id);
    expect(messages.map(({ taskId }) => partsOfRun(taskId).taskId)).toEqual(tasks.map((task) => task.id));
    const records = (await compute.outbox()).filter(({ value }) => value.action === 'jobs:submit');
    expect(records.map(({ value }) => value.details)).toMatchObject([{ items: count }]);
  });

  it('is refused whole for its last item', async () => {
    const before = (await compute.outbox()).length;
    const wrong = { inputs: [vector('a')] };
    const { errors } = await compute.ask(submitMutation, {
      input: { model: slug, items: [...items, wrong] },
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'INPUT_MISSING', item: count, input: 'b' });
    expect(await compute.outbox()).toHaveLength(before);
  });

  it('is canceled whole, with one message to its fleet', async () => {
    const id = await compute.submit({ model: slug, items });
    const { cancelJob } = await compute.get<{ cancelJob: object }>(
      'mutation ($id: ID!) { cancelJob(jobId: $id) { state counts { total canceled } } }',
      { id },
    );
    expect(cancelJob).toEqual({ state: 'CANCELED', counts: { total: count, canceled: count } });
    expect(new Set((await tasksOf(id)).map(({ state }) => state))).toEqual(new Set(['CANCELED']));
    const said = (await compute.outbox()).map(({ value }) => value).filter(({ jobId }) => jobId === id);
    expect(said.map(({ type }) => type)).toEqual(['jobCanceled']);
  });
});
