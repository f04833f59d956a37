import { describe, expect, it } from 'vitest';
import { sweep } from '../../src/leases/sweep.js';
import { TestDispatch } from '../support/TestDispatch.js';

describe('attempt deadlines', () => {
  it('learns how long a model takes, ends what takes far longer, and gives it to another device at once', async () => {
    const dispatch = await TestDispatch.start();
    const slow = dispatch.join();
    await dispatch.measure(slow, 1_000);
    const { taskId } = dispatch.submit();
    const given = dispatch.newest(slow);
    expect(given).toMatchObject({ taskId, runtimeLimitMs: 24_000 });
    expect(given.placement.reasons.at(-1)).toMatch(/^deadline in 4 s: p95 .* 1000 ms$/);
    dispatch.pass(4_000, [slow]);
    expect(dispatch.canceled(slow)).toEqual([]);
    dispatch.pass(250, [slow]);
    expect(dispatch.canceled(slow)).toEqual([given.attemptId]);
    const other = dispatch.join();
    await dispatch.published();
    dispatch.submit({ taskId });
    expect(dispatch.newest(other)).toMatchObject({ taskId });
    expect(dispatch.newest(other).placement.reasons.at(-1)).toContain('longer after 1 missed before');
  });

  it('allows what is unknown all that the task may run for', async () => {
    const dispatch = await TestDispatch.start();
    const device = dispatch.join();
    await dispatch.measure(device, 1_000, 8);
    dispatch.submit({ runtimeLimitMs: 10_000 });
    expect(dispatch.newest(device).runtimeLimitMs).toBe(10_000);
    dispatch.pass(70_000, [device]);
    expect(dispatch.canceled(device)).toEqual([]);
    dispatch.pass(250, [device]);
    expect(dispatch.canceled(device)).toHaveLength(1);
  });

  it('allows a device that came back the time to load the model', async () => {
    const dispatch = await TestDispatch.start();
    await dispatch.measure(dispatch.join(), 1_000);
    const fresh = dispatch.join();
    dispatch.submit();
    dispatch.submit();
    expect(dispatch.newest(fresh).placement.reasons.at(-1)).toMatch(/^deadline in 64 s: .*load the model$/);
  });

  it('holds no standstill of its own against a device', async () => {
    const dispatch = await TestDispatch.start();
    const device = dispatch.join();
    await dispatch.measure(device, 100);
    dispatch.submit();
    dispatch.now += 2_400;
    sweep(dispatch.context, 2_400);
    expect(dispatch.canceled(device)).toEqual([]);
    dispatch.pass(250, [device]);
    expect(dispatch.canceled(device)).toHaveLength(1);
  });
});

describe('a device that fails', () => {
  it('rests longer and longer, is tried with one lease, and is in good standing after a success', async () => {
    const dispatch = await TestDispatch.start();
    const [failing, other] = [dispatch.join(4), dispatch.join(0)];
    const leases = () => dispatch.context.leases.running(failing.device.deviceId);
    dispatch.submit();
    await dispatch.fail(failing);
    dispatch.pass(1_000, [failing, other]);
    dispatch.submit();
    await dispatch.fail(failing);
    dispatch.submit();
    dispatch.submit();
    dispatch.pass(1_750, [failing, other]);
    expect(leases()).toBe(0);
    dispatch.pass(250, [failing, other]);
    expect(leases()).toBe(1);
    await dispatch.succeed(failing);
    dispatch.submit();
    expect(leases()).toBe(2);
  });

  it('is tried after a second, however often it failed, while it is the only one for a task', async () => {
    const dispatch = await TestDispatch.start();
    const failing = dispatch.join();
    for (let failure = 0; failure < 12; failure += 1) {
      dispatch.submit();
      dispatch.pass(1_000, [failing]);
      await dispatch.fail(failing);
    }
    expect(failing.device.quota).toMatchObject({ failures: 12, restsUntil: dispatch.now + 600_000 });
    const able = dispatch.join(0);
    dispatch.submit();
    dispatch.pass(5_000, [failing, able]);
    expect(dispatch.context.tasks.waiting.tasks).toBe(1);
  });
});
