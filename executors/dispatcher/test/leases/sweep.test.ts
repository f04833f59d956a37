import { describe, expect, it } from 'vitest';
import { sweep } from '../../src/leases/sweep.js';
import { TestDispatch } from '../support/TestDispatch.js';

/** A dispatcher with one lease on one device. */
async function withOneLease() {
  const dispatch = await TestDispatch.start();
  const given = dispatch.join();
  dispatch.submit();
  return { dispatch, context: dispatch.context, ...given, given };
}

describe('sweep', () => {
  it('keeps a lease that heartbeats name, and gives it up 5 s after the last', async () => {
    const { dispatch, context, device, given } = await withOneLease();
    const running = context.leases.all().map(({ attemptId }) => attemptId);
    expect(running).toHaveLength(1);
    for (let second = 0; second < 20; second += 1) {
      dispatch.now += 1_000;
      dispatch.beat(given);
      sweep(context, 1_000);
    }
    expect(context.leases.running(device.deviceId)).toBe(1);
    dispatch.now += 5_000;
    sweep(context, 1_000);
    expect(context.leases.running(device.deviceId)).toBe(1);
    dispatch.now += 1;
    sweep(context, 1_000);
    expect(context.leases.running(device.deviceId)).toBe(0);
  });

  it('gives nothing up right after a standstill of its own', async () => {
    const { dispatch, context, device, closed } = await withOneLease();
    dispatch.now += 30_000;
    sweep(context, 30_000);
    expect(context.leases.running(device.deviceId)).toBe(1);
    dispatch.now += 4_000;
    sweep(context, 250);
    expect(context.leases.running(device.deviceId)).toBe(1);
    expect(closed).toEqual([]);
  });

  it('closes a connection that was silent for three leases long', async () => {
    const { dispatch, context, closed } = await withOneLease();
    dispatch.now += 15_001;
    sweep(context, 250);
    expect(closed).toEqual([4408]);
  });
});
