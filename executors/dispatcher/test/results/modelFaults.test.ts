import { describe, expect, it } from 'vitest';
import { receiveFrame } from '../../src/devices/receiveFrame.js';
import { leaseWaiting } from '../../src/leases/leaseWaiting.js';
import { isResting } from '../../src/rules/deviceQuota.js';
import { candidatesByFleet, whyTaskWaits } from '../../src/status/whyTaskWaits.js';
import { type HandDevice, TestDispatch } from '../support/TestDispatch.js';

const evil = 'mdv_evil';

/** A fleet of devices of an owner each, every one of which an evil model has crashed once. */
async function crashed(count: number) {
  const dispatch = await TestDispatch.start();
  const { context } = dispatch;
  const devices: HandDevice[] = [];
  for (let each = 0; each < count; each += 1) {
    const device = dispatch.join();
    devices.push(device);
    dispatch.submit({ modelVersionId: evil });
    await dispatch.fail(device);
  }
  const resting = () => devices.filter(({ device }) => isResting(device.quota, dispatch.now)).length;
  const leased = () => [...context.leases.all()].filter(({ task }) => task.message.modelVersionId === evil);
  return { dispatch, context, devices, resting, leased };
}

describe('a model that ends the process of every device', () => {
  it('rests instead of them: they have work of others at once', async () => {
    const { dispatch, devices, resting, leased } = await crashed(3);
    expect(resting()).toBe(0);
    dispatch.submit({ modelVersionId: evil });
    expect(leased()).toHaveLength(0);
    const others = devices.map(() => dispatch.submit().modelVersionId);
    expect(devices.map((device) => dispatch.newest(device).modelVersionId)).toEqual(others);
  });

  it('is tried once after each rest, ever more seldom, and costs no device anything', async () => {
    const { dispatch, devices, resting, leased } = await crashed(3);
    for (let task = 0; task < 40; task += 1) dispatch.submit({ modelVersionId: evil });
    let tries = 0;
    for (let second = 0; second < 60; second += 1) {
      dispatch.pass(1_000, devices);
      const [lease] = leased();
      expect(leased().length).toBeLessThanOrEqual(1);
      const given = devices.find(({ device }) => device.deviceId === lease?.device.deviceId);
      if (given === undefined) continue;
      tries += 1;
      await dispatch.fail(given);
      expect(resting()).toBe(0);
    }
    // After 1, 2, 4, 8, 16 and 32 s, as far as they are over.
    expect(tries).toBe(5);
  });

  it('is as any other once it has succeeded somewhere', async () => {
    const { dispatch, context, devices, leased } = await crashed(3);
    for (let task = 0; task < 3; task += 1) dispatch.submit({ modelVersionId: evil });
    dispatch.pass(1_250, devices);
    const given = devices.find(({ device }) => device.deviceId === leased()[0]?.device.deviceId);
    if (given === undefined) throw new Error('nobody has it');
    await dispatch.succeed(given);
    leaseWaiting(context);
    expect(leased()).toHaveLength(2);
  });

  it('says why its tasks wait', async () => {
    const { dispatch, context } = await crashed(3);
    const { taskId, fleetId } = dispatch.submit({ modelVersionId: evil });
    const task = context.tasks.get(taskId);
    if (task === undefined) throw new Error('no task');
    expect(whyTaskWaits(context, task, candidatesByFleet(context).get(fleetId) ?? [])).toMatch(
      /^its model failed on 3 devices of 3 owners and nowhere succeeded since: tried again at /,
    );
  });
});

it('two devices that fail with a model rest, as it may be them', async () => {
  const { resting } = await crashed(2);
  expect(resting()).toBe(2);
});

it('a device that also failed otherwise keeps resting for that', async () => {
  const { dispatch, context, devices } = await crashed(2);
  dispatch.pass(2_000, devices);
  dispatch.submit();
  const first = devices.find((device) => dispatch.newest(device).modelVersionId !== evil);
  if (first === undefined) throw new Error('nobody has it');
  const { attemptId, taskId } = dispatch.newest(first);
  const failure = { code: 'ARTIFACT_UNREACHABLE', message: 'no way', fault: 'device' } as const;
  const results = [{ outcome: 'FAILED', attemptId, taskId, runMs: 1, failure }] as const;
  receiveFrame(context, first.device, { type: 'done', results });
  const third = dispatch.join();
  // The second device has one of them.
  for (let task = 0; task < 2; task += 1) dispatch.submit({ modelVersionId: evil });
  await dispatch.fail(third);
  expect(isResting(first.device.quota, dispatch.now)).toBe(true);
  expect(isResting(third.device.quota, dispatch.now)).toBe(false);
  expect(context.modelFaults.get(evil)?.devices.size).toBe(3);
});
