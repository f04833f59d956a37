import { attemptEventSchema, eventsTold, topics, type AttemptEvent } from '@ai-collective/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { cancelJob } from '../../src/tasks/cancelJob.js';
import { TestDispatch, type HandDevice } from '../support/TestDispatch.js';

let dispatch: TestDispatch;

/** A device that has a run for longer than usual, and one that ran the model before and has nothing to do. */
async function withLateRun(over: { readonly vouched?: boolean } = {}) {
  dispatch = await TestDispatch.start();
  const idle = dispatch.join();
  await dispatch.measure(idle, 1_000);
  await setPlaces(idle, 0);
  const late = dispatch.join(1, over);
  await dispatch.measure(late, 1_000, 1);
  const { taskId } = dispatch.submit();
  await setPlaces(idle, 1);
  return { idle, late, taskId, first: dispatch.newest(late) };
}

async function setPlaces({ device }: HandDevice, places: number): Promise<void> {
  device.credit = places;
  await dispatch.published();
}

/** What was published of a run, in order. */
async function told(taskId: string): Promise<readonly AttemptEvent[]> {
  await dispatch.published();
  return dispatch.broker
    .messages(topics.results)
    .flatMap(({ value }) => eventsTold(attemptEventSchema.parse(JSON.parse(value.toString()))))
    .filter((event) => event.taskId === taskId);
}

async function hedged(given: HandDevice, taskId: string): Promise<void> {
  expect(dispatch.newest(given)).toMatchObject({ taskId });
  await dispatch.published();
}

afterEach(() => {
  dispatch.context.publisher.close();
});

describe('hedging', () => {
  it('gives a late run to a second device; the first result counts, and the other device is told to stop', async () => {
    const { idle, late, taskId, first } = await withLateRun();
    dispatch.pass(1_250, [idle, late]);
    expect(dispatch.context.leases.running(idle.device.deviceId)).toBe(0);
    dispatch.pass(250, [idle, late]);
    await hedged(idle, taskId);
    const second = dispatch.newest(idle);
    expect(second.placement.reasons[0]).toMatch(/^hedge: another device has had it for 1500 ms/);
    await dispatch.succeed(idle);
    expect(dispatch.canceled(late)).toEqual([first.attemptId]);
    const events = await told(taskId);
    expect(events.map(({ type, attemptId }) => [type, attemptId])).toEqual([
      ['leased', second.attemptId],
      ['succeeded', second.attemptId],
      ['leased', first.attemptId],
      ['failed', first.attemptId],
    ]);
    expect(events.at(-1)).toMatchObject({ outcome: 'ABANDONED', failure: { code: 'OVERTAKEN' } });
    await dispatch.succeed(late);
    expect(await told(taskId)).toHaveLength(4);
    expect(dispatch.context.leases.size).toBe(0);
    expect(dispatch.uncommitted()).toBe(0);
    expect(late.device.quota.failures).toBe(0);
  });

  it('leaves the run to the second device when the first misses its deadline', async () => {
    const { idle, late, taskId, first } = await withLateRun();
    dispatch.pass(4_250, [idle, late]);
    expect(dispatch.canceled(late)).toEqual([first.attemptId]);
    expect(dispatch.context.tasks.get(taskId)).toMatchObject({ state: 'LEASED', hedgeId: null });
    expect(dispatch.uncommitted()).toBe(1);
    dispatch.submit({ taskId });
    await setPlaces(late, 0);
    await dispatch.succeed(idle);
    const events = await told(taskId);
    expect(events.map(({ type }) => type)).toEqual(['leased', 'failed', 'leased', 'succeeded']);
    expect(dispatch.uncommitted()).toBe(0);
    expect(dispatch.context.tasks.size).toBe(0);
  });

  it('leaves it to the first when the second fails, and does not hedge it again', async () => {
    const { idle, late, taskId } = await withLateRun();
    dispatch.pass(1_500, [idle, late]);
    await dispatch.fail(idle);
    idle.device.quota = { failures: 0, failedAt: 0, restsUntil: 0 };
    dispatch.pass(1_500, [idle, late]);
    expect(dispatch.context.leases.size).toBe(1);
    await dispatch.succeed(late);
    expect((await told(taskId)).map(({ type }) => type)).toEqual(['leased', 'failed', 'leased', 'succeeded']);
    expect(dispatch.uncommitted()).toBe(0);
  });

  it.each<[string, (devices: Awaited<ReturnType<typeof withLateRun>>) => void]>([
    ['has failed', ({ idle }) => (idle.device.quota = { failures: 1, failedAt: 0, restsUntil: 0 })],
    ['never ran the model', ({ idle }) => idle.device.turnaroundMs.clear()],
    ['has something to do', ({ idle }) => (idle.device.credit = 0)],
  ])('gives it to no device that %s', async (_case, spoil) => {
    const devices = await withLateRun();
    spoil(devices);
    dispatch.pass(3_000, [devices.idle, devices.late]);
    expect(dispatch.context.leases.size).toBe(1);
  });

  it('gives what a device has that is vouched for to no other kind', async () => {
    const { idle, late } = await withLateRun({ vouched: true });
    dispatch.pass(3_000, [idle, late]);
    expect(dispatch.context.leases.size).toBe(1);
  });

  it('stops both devices when the job is canceled', async () => {
    const { idle, late, taskId } = await withLateRun();
    dispatch.pass(1_500, [idle, late]);
    await hedged(idle, taskId);
    cancelJob(dispatch.context, 'job_1');
    expect([dispatch.canceled(idle), dispatch.canceled(late)].map(({ length }) => length)).toEqual([1, 1]);
    expect(dispatch.context.leases.size).toBe(0);
  });

  it('hedges at once when the job is nearly due', async () => {
    const { idle, late } = await withLateRun();
    await dispatch.succeed(late);
    await setPlaces(idle, 0);
    const deadlineAt = new Date(dispatch.now + 1_500).toISOString();
    const { taskId } = dispatch.submit({ deadlineAt });
    await setPlaces(idle, 1);
    dispatch.pass(250, [idle, late]);
    await hedged(idle, taskId);
    expect(dispatch.newest(idle).placement.reasons[0]).toContain('its job is due in 1250 ms');
  });
});
