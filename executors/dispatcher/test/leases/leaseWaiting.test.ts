import type { DispatcherFrame, RunnerName } from '@ai-collective/contracts';
import { describe, expect, it, vi } from 'vitest';
import { loadDispatcherConfig } from '../../src/config.js';
import { createContext } from '../../src/createContext.js';
import { receiveFrame } from '../../src/devices/receiveFrame.js';
import { leaseWaiting } from '../../src/leases/leaseWaiting.js';
import { supplyMs } from '../../src/rules/isSupplied.js';
import { receiveTask } from '../../src/tasks/receiveTask.js';
import { InMemoryBroker } from '../support/InMemoryBroker.js';
import { testTask } from '../support/TestCompute.js';
import { TestDevice } from '../support/TestDevice.js';
import { TestDispatch } from '../support/TestDispatch.js';
import { capabilitySecret, quiet } from '../support/TestSystem.js';

const fleet = { fleetId: 'flt_1', communityId: 'com_1' };
const { record } = new TestDevice(fleet);

/** A dispatcher with many devices of one fleet, that counts how often it looks at one. */
async function largeFleet(send: (frame: DispatcherFrame) => void = () => undefined) {
  const producer = await new InMemoryBroker()
    .transport()
    .createProducer({ brokers: '', clientId: '', log: quiet });
  const context = createContext({
    config: loadDispatcherConfig({
      KAFKA_BROKERS: 'memory',
      CAPABILITY_SECRET: capabilitySecret,
      RECONNECT_GRACE_MS: '0',
    }),
    log: quiet,
    producer,
    now: () => 1_000_000,
    isDraining: () => false,
    wake: () => undefined,
  });
  const looks = { count: 0 };
  const isCongested = () => {
    looks.count += 1;
    return false;
  };
  const connection = { send, close: () => undefined, isCongested, roundTripMs: null };
  let joined = 0;
  const join = (places: number, runners: readonly RunnerName[] = ['tensor']) => {
    const deviceId = `dev_${(joined += 1)}`;
    const device = context.devices.connect({ ...record, deviceId, ownerId: deviceId }, connection, 0);
    const capabilities = {
      ...{ agentVersion: '0', os: 'linux', architecture: 'x64', cores: 1, memoryBytes: 2 ** 30 },
      ...{ runners, executionProviders: [], models: [], inputs: [], speeds: [] },
    };
    receiveFrame(context, device, { type: 'capabilities', capabilities, running: [] });
    receiveFrame(context, device, { type: 'credit', leases: places });
    return device;
  };
  let offset = 0;
  const submit = () => {
    const position = context.offsets.begin({ topic: 't', partition: 0, offset: (offset += 1) });
    receiveTask(context, { message: testTask(fleet), position, bytes: 1 });
  };
  return { context, looks, join, submit };
}

describe('leasing to devices with many places', () => {
  it('fills them in one round, and in one frame', async () => {
    const send = vi.fn();
    const { context, join, submit } = await largeFleet(send);
    const [one, other] = [join(10), join(10)];
    for (let count = 0; count < 30; count += 1) submit();
    leaseWaiting(context);
    expect([one, other].map(({ deviceId }) => context.leases.running(deviceId))).toEqual([10, 10]);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it('gives them more when half are free or a while has passed, not with each task done', async () => {
    const dispatch = await TestDispatch.start();
    const device = dispatch.join(20);
    for (let count = 0; count < 30; count += 1) dispatch.submit();
    const running = () => dispatch.context.leases.running(device.device.deviceId);
    expect(running()).toBe(9);
    dispatch.now += supplyMs;
    leaseWaiting(dispatch.context);
    expect(running()).toBe(16);
    const leases = device.frames.flatMap((frame) => (frame.type === 'lease' ? frame.leases : []));
    const finish = async (some: typeof leases) => {
      const results = some.map((lease) => device.key.signed(lease, 'done'));
      receiveFrame(dispatch.context, device.device, { type: 'done', results, leases: 4 });
      await dispatch.published();
      return leaseWaiting(dispatch.context);
    };
    expect(await finish(leases.slice(0, 4))).toBe(supplyMs);
    expect(running()).toBe(12);
    dispatch.now += supplyMs;
    expect(leaseWaiting(dispatch.context)).toBeNull();
    expect(running()).toBe(16);
    await finish(leases.slice(4, 16));
    expect(running()).toBe(8);
  });
});

describe('leasing in a fleet of thousands', () => {
  it('looks at nobody while nothing waits, and at a few devices for one task', async () => {
    const { context, looks, join, submit } = await largeFleet();
    for (let count = 0; count < 3_000; count += 1) join(1);
    leaseWaiting(context);
    expect(looks.count).toBe(0);
    submit();
    leaseWaiting(context);
    expect(context.leases.size).toBe(1);
    expect(looks.count).toBeLessThanOrEqual(32);
  });

  it('looks once at those without a place, and then not before they say something', async () => {
    const { context, looks, join, submit } = await largeFleet();
    const busy = Array.from({ length: 500 }, () => join(0));
    submit();
    leaseWaiting(context);
    expect(looks.count).toBe(500);
    leaseWaiting(context);
    expect(looks.count).toBe(500);
    const [device] = busy;
    if (device === undefined) throw new Error('no device');
    receiveFrame(context, device, { type: 'credit', leases: 1 });
    leaseWaiting(context);
    expect(looks.count).toBe(501);
    expect(context.leases.running(device.deviceId)).toBe(1);
  });

  it('finds the one that may run a task, however many may not', async () => {
    const { context, join, submit } = await largeFleet();
    for (let count = 0; count < 3_000; count += 1) join(1, ['ocr']);
    const able = join(1);
    submit();
    for (let round = 0; round < 4; round += 1) leaseWaiting(context);
    expect(context.leases.running(able.deviceId)).toBe(1);
  });
});
