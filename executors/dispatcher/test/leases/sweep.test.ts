import { describe, expect, it } from 'vitest';
import { createContext } from '../../src/createContext.js';
import { loadDispatcherConfig } from '../../src/config.js';
import { leaseWaiting } from '../../src/leases/leaseWaiting.js';
import { sweep } from '../../src/leases/sweep.js';
import { receiveFrame } from '../../src/devices/receiveFrame.js';
import { receiveTask } from '../../src/tasks/receiveTask.js';
import { InMemoryBroker } from '../support/InMemoryBroker.js';
import { testTask } from '../support/TestCompute.js';
import { TestDevice } from '../support/TestDevice.js';
import { capabilitySecret, quiet } from '../support/TestSystem.js';

const fleet = { fleetId: 'flt_1', communityId: 'com_1' };

/** A dispatcher with one lease on one device, and a clock to be set by hand. */
async function withOneLease() {
  const clock = { now: 1_000_000 };
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
    now: () => clock.now,
    isDraining: () => false,
    wake: () => undefined,
  });
  const { record } = new TestDevice(fleet);
  const closed: number[] = [];
  const connection = {
    send: () => undefined,
    close: (code: number) => void closed.push(code),
    isCongested: () => false,
    roundTripMs: null,
  };
  const device = context.devices.connect(record, connection, clock.now);
  const capabilities = {
    agentVersion: '0',
    os: 'linux',
    architecture: 'x64',
    cores: 1,
    memoryBytes: 2 ** 30,
    runners: ['tensor'] as const,
    executionProviders: [],
    models: [],
    inputs: [],
  };
  receiveFrame(context, device, { type: 'capabilities', capabilities, running: [] });
  receiveFrame(context, device, { type: 'credit', leases: 1 });
  const message = testTask(fleet);
  const position = context.offsets.begin({ topic: 'compute.tasks.flt_1', partition: 0, offset: 0 });
  receiveTask(context, { message, position, bytes: 100 });
  leaseWaiting(context);
  return { clock, context, device, closed };
}

describe('sweep', () => {
  it('keeps a lease that heartbeats name, and gives it up 5 s after the last', async () => {
    const { clock, context, device } = await withOneLease();
    const running = context.leases.all().map(({ attemptId }) => attemptId);
    expect(running).toHaveLength(1);
    for (let second = 0; second < 20; second += 1) {
      clock.now += 1_000;
      receiveFrame(context, device, { type: 'heartbeat', running, paused: null });
      sweep(context, 1_000);
    }
    expect(context.leases.running(device.deviceId)).toBe(1);
    clock.now += 5_000;
    sweep(context, 1_000);
    expect(context.leases.running(device.deviceId)).toBe(1);
    clock.now += 1;
    sweep(context, 1_000);
    expect(context.leases.running(device.deviceId)).toBe(0);
  });

  it('gives nothing up right after a standstill of its own', async () => {
    const { clock, context, device, closed } = await withOneLease();
    clock.now += 30_000;
    sweep(context, 30_000);
    expect(context.leases.running(device.deviceId)).toBe(1);
    clock.now += 4_000;
    sweep(context, 250);
    expect(context.leases.running(device.deviceId)).toBe(1);
    expect(closed).toEqual([]);
  });

  it('closes a connection that was silent for three leases long', async () => {
    const { clock, context, closed } = await withOneLease();
    clock.now += 15_001;
    sweep(context, 250);
    expect(closed).toEqual([4408]);
  });
});
