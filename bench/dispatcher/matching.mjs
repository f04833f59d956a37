// What a lease costs the dispatcher, without sockets and broker: tasks leased to devices of one fleet that answer at once.
import {
  deviceCapabilitiesSchema,
  deviceRecordSchema,
  newId,
  taskMessageSchema,
} from '@ai-collective/contracts';
import { createLogger } from '@ai-collective/platform';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';

const dist = path.resolve(import.meta.dirname, '../../executors/dispatcher/dist');
const { createContext } = await import(`${dist}/createContext.js`);
const { loadDispatcherConfig } = await import(`${dist}/config.js`);
const { receiveFrame } = await import(`${dist}/devices/receiveFrame.js`);
const { leaseWaiting } = await import(`${dist}/leases/leaseWaiting.js`);
const { receiveTask } = await import(`${dist}/tasks/receiveTask.js`);

const capabilities = deviceCapabilitiesSchema.parse({
  ...{ agentVersion: '0', os: 'linux', architecture: 'x64', cores: 1, memoryBytes: 2 ** 33 },
  ...{ runners: ['tensor'], executionProviders: ['cpu'], models: [] },
});

/** Microseconds of processor time for one lease, from a waiting task to its frame, in a fleet of so many devices. */
export async function matchingMicroseconds({ devices, leases, taskFor }) {
  const fleet = { fleetId: newId('fleet'), communityId: newId('community') };
  const context = contextWithoutBroker();
  const joined = Array.from({ length: devices }, () => join(context, fleet));
  let spent = 0;
  let leased = 0;
  for (let offset = 0; leased < leases;) {
    for (; context.tasks.waiting.tasks < 1_000; offset += 1)
      receiveTask(context, {
        message: taskMessageSchema.parse(taskFor(fleet)),
        position: context.offsets.begin({ topic: 't', partition: 0, offset }),
        bytes: 1,
      });
    const before = process.cpuUsage();
    leaseWaiting(context);
    const { user, system } = process.cpuUsage(before);
    spent += user + system;
    leased += context.leases.size;
    settleAll(context, joined);
    // What was published is confirmed in between; nothing is leased while too much is not.
    await setImmediate();
  }
  return spent / leased;
}

function contextWithoutBroker() {
  return createContext({
    config: loadDispatcherConfig({
      ...{
        KAFKA_BROKERS: 'none',
        CAPABILITY_SECRET: 'a secret for benchmarks, long enough',
        RECONNECT_GRACE_MS: '0',
      },
    }),
    log: createLogger({ service: 'bench', level: 'silent' }),
    producer: { send: () => Promise.resolve(), isReady: () => true, close: () => Promise.resolve() },
    now: Date.now,
    isDraining: () => false,
    wake: () => undefined,
  });
}

function join(context, fleet) {
  const record = deviceRecordSchema.parse({
    ...{ ...fleet, deviceId: newId('device'), ownerId: newId('person'), vouched: true, name: 'device' },
    ...{ publicKey: '', status: 'ENROLLED', enrolledAt: new Date().toISOString() },
  });
  const connection = {
    ...{ send: () => undefined, close: () => undefined, isCongested: () => false },
    roundTripMs: null,
  };
  const device = context.devices.connect(record, connection, Date.now());
  receiveFrame(context, device, { type: 'capabilities', capabilities, running: [] });
  receiveFrame(context, device, { type: 'credit', leases: 1 });
  return device;
}

/** All that was leased is done with, and each device has its place again. */
function settleAll(context, joined) {
  for (const { attemptId, task } of context.leases.all()) {
    context.leases.remove(attemptId);
    context.tasks.remove(task);
  }
  for (const device of joined)
    if (device.credit < 1) receiveFrame(context, device, { type: 'credit', leases: 1 });
}
