import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resendSilentTasks } from '../../src/operations/resendSilentTasks.js';
import { additionItem, failed, leased, succeeded, TestCompute } from '../TestCompute.js';

let compute: TestCompute;
let slug: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  ({ slug } = await compute.publish());
});
afterAll(() => compute.close());
beforeEach(() => compute.database.withoutTenant((em) => em.execute('delete from outbox')));

async function newTask() {
  const id = await compute.submit({ model: slug, items: [additionItem] });
  const [task] = await compute.taskMessages(id);
  if (task === undefined) throw new Error('a task expected');
  return { id, task };
}

/** As if everything of a job had happened ten minutes earlier. */
async function longAgo(id: string): Promise<void> {
  await compute.database.withTenant('com_one', async (em) => {
    await em.execute("update tasks set check_at = check_at - interval '10 minutes' where job_id = ?", [id]);
    await em.execute(
      "update outbox set sent_at = now() - interval '10 minutes' where confirm_key is not null",
    );
  });
}

const sweep = () => resendSilentTasks(compute.services);

describe('resendSilentTasks', () => {
  it('sends a silent task again, in place of its earlier message', async () => {
    const { id, task } = await newTask();
    await compute.settle([leased(task, newId('attempt'))]);
    expect(await sweep()).toBe(0);
    await longAgo(id);
    expect(await sweep()).toBe(1);
    expect(await compute.taskMessages(id)).toEqual([{ ...task, queuedAt: expect.any(String) as unknown }]);
    expect(
      await compute.get('query ($id: ID!) { job(id: $id) { counts { queued dispatched } } }', { id }),
    ).toEqual({
      job: { counts: { queued: 1, dispatched: 0 } },
    });
    expect(await sweep()).toBe(0);
  });

  it('sends a task again whose message is gone', async () => {
    const { id } = await newTask();
    await compute.database.withoutTenant((em) => em.execute('delete from outbox'));
    await longAgo(id);
    expect(await sweep()).toBe(1);
    expect(await compute.taskMessages(id)).toHaveLength(1);
  });

  it('leaves tasks alone whose message is still to be sent', async () => {
    const { id } = await newTask();
    await longAgo(id);
    await compute.database.withoutTenant((em) => em.execute('update outbox set sent_at = null'));
    expect(await sweep()).toBe(0);
    await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id });
  });

  it('leaves settled tasks alone', async () => {
    const { id, task } = await newTask();
    await compute.settle([succeeded(task, newId('attempt'))]);
    await longAgo(id);
    expect(await sweep()).toBe(0);
  });

  it('never gives an unsettled task up', async () => {
    const { id } = await newTask();
    for (let time = 0; time < 12; time++) {
      await compute.database.withTenant('com_one', (em) =>
        em.execute(
          "update tasks set check_at = least(check_at, now() - interval '1 second') where job_id = ?",
          [id],
        ),
      );
      await longAgo(id);
      expect(await sweep(), `time ${time}`).toBe(1);
    }
    await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id });
  });

  it('sends what waits for a second opinion again, some hours, and then says that there is none', async () => {
    const { id, task } = await newTask();
    await compute.settle([{ ...succeeded(task, newId('attempt')), vouched: false }]);
    const [second] = await compute.taskMessages(id);
    for (let time = 0; time < 5; time++) {
      await compute.database.withTenant('com_one', (em) =>
        em.execute("update tasks set check_at = now() - interval '1 second' where job_id = ?", [id]),
      );
      await longAgo(id);
      expect(await sweep(), `time ${time}`).toBe(1);
      expect(
        (await compute.taskMessages(id)).map(({ taskId, excludedOwners }) => ({ taskId, excludedOwners })),
      ).toEqual([{ taskId: second?.taskId, excludedOwners: ['person_1'] }]);
    }
    await compute.database.withTenant('com_one', (em) =>
      em.execute("update tasks set check_at = now() - interval '1 second' where job_id = ?", [id]),
    );
    await longAgo(id);
    expect(await sweep()).toBe(0);
    const query =
      'query ($id: ID!) { job(id: $id) { state tasks { edges { node { failure { code } attempts { state } } } } } }';
    expect(await compute.get(query, { id })).toEqual({
      job: {
        state: 'FAILED',
        tasks: {
          edges: [
            { node: { failure: { code: 'NO_SECOND_OPINION' }, attempts: [{ state: 'INCONCLUSIVE' }] } },
          ],
        },
      },
    });
    expect(await compute.taskMessages(id)).toEqual([]);
    const finished = (await compute.outbox()).filter(({ value }) => value.action === 'jobs:finish');
    expect(finished.map(({ value }) => value.resource)).toContainEqual({ type: 'job', id });
  });

  it('counts anew once a device has the task', async () => {
    const { id, task } = await newTask();
    await longAgo(id);
    await sweep();
    const resends = async () =>
      compute.database.withTenant('com_one', (em) =>
        em.execute<{ resends: number }[]>('select resends from tasks where job_id = ?', [id]),
      );
    expect(await resends()).toEqual([{ resends: 1 }]);
    const attempt = newId('attempt');
    await compute.settle([leased(task, attempt), failed(task, attempt)]);
    expect(await resends()).toEqual([{ resends: 0 }]);
    await compute.get('mutation ($id: ID!) { cancelJob(jobId: $id) { id } }', { id });
  });

  it('is done by one replica at a time', async () => {
    const { id } = await newTask();
    await longAgo(id);
    const counts = await Promise.all([sweep(), sweep(), sweep()]);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
  });
});
