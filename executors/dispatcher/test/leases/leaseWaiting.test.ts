import type { RunnerName } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { loadDispatcherConfig } from '../../src/config.js';
import { createContext } from '../../src/createContext.js';
import { receiveFrame } from '../../src/devices/receiveFrame.js';
import { leaseWaiting } from '../../src/leases/leaseWaiting.js';
import { receiveTask } from '../../src/tasks/receiveTask.js';
import { InMemoryBroker } from '../support/InMemoryBroker.js';
import { testTask } from '../support/TestCompute.js';
import { TestDevice } from '../support/TestDevice.js';
import { capabilitySecret, quiet } from '../support/TestSystem.js';

const fleet = { fleetId: 'flt_1', communityId: 'com_1' };
const { record } = new TestDevice(fleet);

/** A dispatcher with many devices of one fleet, that counts how often it looks at one. */
async function largeFleet() {
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
  const connection = { send: () => undefined, close: () => undefined, isCongested, roundTripMs: null };
  let joined = 0;
  const join = (places: number, runners: readonly RunnerName[] = ['tensor']) => {
    const deviceId = `dev_${(joined += 1)}`;
    const device = context.devices.connect({ ...record, deviceId, ownerId: deviceId }, connection, 0);
    const capabilities = {
      ...{ agentVersion: '0', os: 'linux', architecture: 'x64', cores: 1, memoryBytes: 2 ** 30 },
      ...{ runners, executionProviders: [], models: [], inputs: [] },
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
