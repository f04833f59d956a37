import { newId, type FleetMessage, type TaskMessage } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { eventually } from '../eventually.js';
import { additionItem, failed, succeeded, TestCompute } from '../TestCompute.js';

let compute: TestCompute;
let slug: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug } = await compute.publish());
});
afterAll(() => compute.close());

const mutation = `mutation ($input: InferInput!, $waitMs: Int! = 20000) {
  infer(input: $input, waitMs: $waitMs) { finished output text job { id state } }
}`;
type Answer = {
  infer: { finished: boolean; output: unknown; text: string | null; job: { id: string; state: string } };
};

/** The task of the only job with this priority, once it was submitted. */
function taskOf(priority: number): Promise<TaskMessage> {
  return eventually('the task was queued', async () => {
    const messages = (await compute.outbox()).map(({ value }) => value as unknown as FleetMessage);
    return messages.filter((message) => message.type === 'task').find((task) => task.priority === priority);
  });
}

const input = (priority: number) => ({ model: slug, inputs: additionItem.inputs, priority });

describe('infer', () => {
  it('waits for the result', async () => {
    const answer = compute.get<Answer>(mutation, { input: input(1) });
    const task = await taskOf(1);
    await compute.settle([succeeded(task, newId('attempt'), { text: 'two\nlines' })]);
    expect(await answer).toEqual({
      infer: {
        finished: true,
        output: { text: 'two\nlines' },
        text: 'two\nlines',
        job: { id: task.jobId, state: 'SUCCEEDED' },
      },
    });
    expect(compute.services.watchers.size).toBe(0);
  });

  it('watches the job before it is submitted, so that no task is too fast for it', async () => {
    const watch = vi.spyOn(compute.services.watchers, 'watch');
    const submit = vi.spyOn(compute.database, 'withTenantSql');
    await compute.get<Answer>(mutation, { input: input(7), waitMs: 0 });
    const [watched = Infinity] = watch.mock.invocationCallOrder;
    expect(watched).toBeLessThan(submit.mock.invocationCallOrder[0] ?? 0);
    expect(watch.mock.calls).toEqual([[(await taskOf(7)).jobId, { wantsOutcome: true }]]);
    vi.restoreAllMocks();
  });

  it('takes a deadline, which the task brings to the fleet', async () => {
    const deadline = new Date(Date.now() + 3_600_000).toISOString();
    const variables = { input: { ...input(0), deadline }, waitMs: 0 };
    await compute.get<Answer>(mutation, variables);
    expect((await taskOf(0)).deadlineAt).toBe(deadline);
    const past = { input: { ...input(0), deadline: '2020-01-01T00:00:00.000Z' }, waitMs: 0 };
    expect(await compute.refusal(mutation, past)).toBe('DEADLINE_INVALID');
  });

  it('hands back the job when the time is over, and the job goes on', async () => {
    const { infer } = await compute.get<Answer>(mutation, { input: input(2), waitMs: 50 });
    expect(infer).toMatchObject({ finished: false, output: null, text: null, job: { state: 'QUEUED' } });
    await compute.settle([succeeded(await taskOf(2), newId('attempt'))]);
    expect(await compute.get('query ($id: ID!) { job(id: $id) { state } }', { id: infer.job.id })).toEqual({
      job: { state: 'SUCCEEDED' },
    });
  });

  it("fails with the task's own code and the id of the job, which stays recorded", async () => {
    const answer = compute.ask(mutation, { input: input(3) });
    const task = await taskOf(3);
    await compute.settle([failed(task, newId('attempt'), { fault: 'input', code: 'IMAGE_UNREADABLE' })]);
    expect((await answer).errors?.[0]).toMatchObject({
      message: 'It broke.',
      extensions: { code: 'IMAGE_UNREADABLE', jobId: task.jobId, fault: 'input' },
    });
    expect(await compute.get('query ($id: ID!) { job(id: $id) { state } }', { id: task.jobId })).toEqual({
      job: { state: 'FAILED' },
    });
  });

  it('ends without output when its job is canceled meanwhile', async () => {
    const answer = compute.get<Answer>(mutation, { input: input(4) });
    const { jobId } = await taskOf(4);
    await compute.get('mutation ($jobId: ID!) { cancelJob(jobId: $jobId) { id } }', { jobId });
    expect((await answer).infer).toMatchObject({ finished: true, output: null, job: { state: 'CANCELED' } });
  });

  it('refuses waits that are too long or negative before it submits anything', async () => {
    expect(await compute.refusal(mutation, { input: input(6), waitMs: 60_001 })).toBe('WAIT_INVALID');
    expect(await compute.refusal(mutation, { input: input(6), waitMs: -1 })).toBe('WAIT_INVALID');
    expect((await compute.outbox()).filter(({ value }) => value.priority === 6)).toEqual([]);
  });

  it('answers the earlier result to the same idempotency key', async () => {
    const again = { ...input(8), idempotencyKey: 'again' };
    const first = compute.get<Answer>(mutation, { input: again });
    await compute.settle([succeeded(await taskOf(8), newId('attempt'), { text: 'once' })]);
    expect(await compute.get<Answer>(mutation, { input: again })).toEqual(await first);
  });

  it('stops waiting when the service stops', async () => {
    const other = await TestCompute.start();
    await other.openFleet();
    const { slug: model } = await other.publish();
    const answer = other.get<Answer>(mutation, { input: { model, inputs: additionItem.inputs } });
    await eventually('somebody waits', () => (other.services.watchers.size === 1 ? true : undefined));
    await other.close();
    expect((await answer).infer.finished).toBe(false);
  });
});
