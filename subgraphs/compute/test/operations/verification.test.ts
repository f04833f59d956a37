import { newId, partsOfRun, type AttemptEvent } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, TestCompute } from '../TestCompute.js';
import { answer, newDevice, on, TestDevices } from '../TestDevices.js';

let compute: TestCompute;
let devices: TestDevices;

beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  devices = new TestDevices(compute, (await compute.publish()).slug);
});

afterAll(() => compute.close());

describe('a result of a device nobody vouches for', () => {
  it('waits for another owner’s device, which is asked for when the first gets the task, and settles with it', async () => {
    const { id, run } = await devices.newRun();
    const [first, second] = [newDevice(), newDevice()];
    const [lease, result] = answer(run, first, 7) as [AttemptEvent, AttemptEvent];
    await compute.settle([lease]);
    const [other, ...more] = await devices.newRunsOf(id, [run]);
    expect([other, more]).toEqual([
      {
        ...run,
        taskId: expect.any(String) as unknown,
        queuedAt: expect.any(String) as unknown,
        excludedOwners: [first.ownerId],
      },
      [],
    ]);
    expect(partsOfRun(other?.taskId ?? '').taskId).toBe(partsOfRun(run.taskId).taskId);
    await compute.settle([result]);
    expect(await devices.look(id)).toMatchObject({
      state: 'RUNNING',
      counts: { queued: 0, dispatched: 0, verifying: 1, succeeded: 0 },
      task: { state: 'VERIFYING', output: null },
      attempts: ['REPORTED'],
    });
    await compute.settle(answer(other ?? run, second, 7.000_01));
    expect(await devices.look(id)).toMatchObject({
      state: 'SUCCEEDED',
      counts: { verifying: 0, succeeded: 1 },
      attempts: ['VALID', 'VALID'],
    });
    expect(await compute.taskMessages(id)).toEqual([]);
    expect((await devices.records('tasks:verify', id)).map(({ value }) => value.details)).toEqual([
      {
        verdicts: [
          expect.objectContaining({
            verified: true,
            attempts: expect.arrayContaining([
              expect.objectContaining({ deviceId: first.deviceId, outcome: 'VALID' }),
              expect.objectContaining({ deviceId: second.deviceId, outcome: 'VALID' }),
            ]) as unknown,
          }),
        ],
      },
    ]);
  });

  it('takes a third opinion where two differ, and costs who was outvoted their trust', async () => {
    const { id, run } = await devices.newRun();
    const [right, wrong, third] = [newDevice(), newDevice(), newDevice()];
    await compute.settle(answer(run, right, 'cat'));
    const [second] = await devices.newRunsOf(id, [run]);
    await compute.settle(answer(second ?? run, wrong, 'dog'));
    const [last] = await devices.newRunsOf(id, [run, second ?? run]);
    expect([...(last?.excludedOwners ?? [])].sort()).toEqual([right.ownerId, wrong.ownerId].sort());
    await compute.settle(answer(last ?? run, third, 'cat'));
    const { task } = await devices.look(id);
    expect(task).toMatchObject({ state: 'SUCCEEDED', output: 'cat' });
    expect(Object.fromEntries(task?.attempts.map(({ state, device }) => [device.id, state]) ?? [])).toEqual({
      [right.deviceId]: 'VALID',
      [wrong.deviceId]: 'INVALID',
      [third.deviceId]: 'VALID',
    });
    expect(
      await devices.rows(
        'select judged, wrong, strikes, state from device_standing where device_id = ?',
        wrong.deviceId,
      ),
    ).toEqual([{ judged: 1, wrong: 1, strikes: 1, state: 'ACTIVE' }]);
    expect(
      await devices.rows(
        'select output from attempts where device_id in (?, ?) order by output is null',
        wrong.deviceId,
        right.deviceId,
      ),
    ).toEqual([{ output: { type: 'inline', json: 'dog' } }, { output: null }]);
  });

  it('is kept when it is found wrong, for an appeal, though all is heard at once', async () => {
    const { run } = await devices.newRun();
    const wrong = newDevice();
    await compute.settle([...answer(run, wrong, 'dog'), ...answer(run, newDevice({ vouched: true }), 'cat')]);
    expect(
      await devices.rows('select state, output from attempts where device_id = ?', wrong.deviceId),
    ).toEqual([{ state: 'INVALID', output: { type: 'inline', json: 'dog' } }]);
  });

  it('is not confirmed by the same owner’s other devices, nor by an input’s fault that one alone reports', async () => {
    const { id, run } = await devices.newRun();
    const first = newDevice();
    await compute.settle(answer(run, first));
    await compute.settle(answer(run, newDevice({ ownerId: first.ownerId })));
    const [second] = await devices.newRunsOf(id, [run]);
    const attempt = newId('attempt');
    await compute.settle([
      on(failed(second ?? run, attempt, { fault: 'input', code: 'IMAGE_UNREADABLE' }), newDevice()),
    ]);
    expect((await devices.look(id)).state).toBe('RUNNING');
    const [third] = await devices.newRunsOf(id, [run, second ?? run]);
    await compute.settle(answer(third ?? run, newDevice()));
    expect(await devices.look(id)).toMatchObject({ state: 'SUCCEEDED', task: { failure: null } });
  });

  it('is settled once, whatever comes twice and at the same time', async () => {
    const { id, run } = await devices.newRun();
    const [first, second] = [answer(run, newDevice()), answer(run, newDevice())];
    await Promise.all(
      Array.from({ length: 4 }, (_, index) => compute.settle(index % 2 === 0 ? first : second)),
    );
    await compute.settle([...second, ...first]);
    expect(await devices.look(id)).toMatchObject({ counts: { succeeded: 1 }, attempts: ['VALID', 'VALID'] });
    const judged = first.map(({ deviceId }) => deviceId)[0] ?? '';
    expect(await devices.rows('select judged from device_standing where device_id = ?', judged)).toEqual([
      { judged: 1 },
    ]);
    expect(await devices.records('jobs:finish', id)).toHaveLength(1);
  });
});
