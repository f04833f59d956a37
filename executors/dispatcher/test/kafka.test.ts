import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kafkaTransport } from '../src/transport/kafkaTransport.js';
import { DispatcherProcess } from './support/DispatcherProcess.js';
import { BrokerProcess } from './support/BrokerProcess.js';
import { freePort } from './support/freePort.js';
import { TestCompute, testTask } from './support/TestCompute.js';
import { TestDevice } from './support/TestDevice.js';
import { quiet } from './support/TestSystem.js';
import { until } from './support/until.js';

let broker: BrokerProcess;
let dispatcher: DispatcherProcess;
const compute = new TestCompute(true);
const fleet = { fleetId: newId('fleet'), communityId: newId('community') };
const [places, runMs] = [4, 50];
const devices = [1, 2, 3].map(() => new TestDevice({ ...fleet, places, runMs, heartbeatMs: 200 }));
/** How often a dispatcher commits what is done, milliseconds. */
const commitMs = 250;

/** Connects what is not connected, as agents do again and again. */
function reconnect(): void {
  for (const device of devices)
    if (!device.welcomed && (device.closedWith !== null || device.frames.length === 0))
      device.connect(dispatcher.url);
}

async function allSucceeded(
  tasks: readonly { readonly taskId: string }[],
  accident: () => void,
): Promise<void> {
  let round = 0;
  await until(
    'every task has succeeded',
    () => {
      round += 1;
      if (round % 40 === 0) reconnect();
      accident();
      return tasks.every(({ taskId }) => compute.succeeded.has(taskId));
    },
    90_000,
  );
}

beforeAll(async () => {
  broker = new BrokerProcess(await freePort());
  await broker.start();
  await compute.start(kafkaTransport, { brokers: broker.brokers, log: quiet });
  for (const { record } of devices) await compute.enrol(record);
  await compute.tell({ type: 'fleetOpened', ...fleet });
  dispatcher = new DispatcherProcess({ port: await freePort(), brokers: broker.brokers });
  await dispatcher.start();
  reconnect();
});

afterAll(async () => {
  for (const device of devices) device.disconnect();
  await dispatcher.end('SIGKILL');
  await compute.close();
  await broker.kill();
});

describe('the dispatcher on a real broker, in its own process', () => {
  it(
    'gets 200 tasks done by three devices one of which crashes now and then',
    { timeout: 120_000 },
    async () => {
      const tasks = Array.from({ length: 200 }, () => testTask(fleet));
      await compute.submit(tasks);
      let crashes = 0;
      await allSucceeded(tasks, () => {
        if (crashes >= 3 || compute.succeeded.size < 40 * (crashes + 1)) return;
        crashes += 1;
        devices[0]?.crash();
      });
      expect(crashes).toBe(3);
    },
  );

  it('is killed with -9 in the middle of 200 tasks and loses none', { timeout: 150_000 }, async () => {
    const before = compute.succeeded.size;
    const runsBefore = runs();
    const tasks = Array.from({ length: 200 }, () => testTask(fleet));
    await compute.submit(tasks);
    await until('some have run', () => compute.succeeded.size > before + 30);
    await dispatcher.end('SIGKILL');
    const startedAgain = dispatcher.start();
    await allSucceeded(tasks, () => undefined);
    await startedAgain;
    // Run again may be what was under way, and what was done since the last commit.
    const running = places * devices.length;
    expect(runs() - runsBefore).toBeLessThanOrEqual(tasks.length + running * (1 + commitMs / runMs));
  });

  it(
    'has committed what is done, so that after a proper stop nothing runs twice',
    { timeout: 120_000 },
    async () => {
      await until('the devices may forget everything', () => {
        reconnect();
        return devices.every(({ unsettled }) => unsettled.size === 0);
      });
      await until('compute has heard all that was published', async () => {
        const heard = compute.events.length;
        await new Promise((resolve) => setTimeout(resolve, 500));
        return compute.events.length === heard;
      });
      const runsBefore = runs();
      const events = compute.events.length;
      expect(await dispatcher.end('SIGTERM')).toBe(0);
      await dispatcher.start();
      const last = testTask(fleet);
      await compute.submit([last]);
      await allSucceeded([last], () => undefined);
      expect(runs() - runsBefore).toBe(1);
      expect(compute.events.length - events).toBe(2);
    },
  );

  it(
    'survives a broker that is killed and forgets everything, running nothing twice',
    { timeout: 120_000 },
    async () => {
      const before = compute.succeeded.size;
      const runsBefore = runs();
      const tasks = Array.from({ length: 200 }, () => testTask(fleet));
      await compute.submit(tasks);
      await until('some have run', () => compute.succeeded.size > before + 30);
      await broker.kill();
      await broker.start();
      await until('a message can be written again', async () => {
        try {
          await compute.tell({ type: 'fleetOpened', ...fleet });
          return true;
        } catch {
          return false;
        }
      });
      await compute.resendUnsettled();
      await allSucceeded(tasks, () => undefined);
      expect(runs() - runsBefore).toBe(tasks.length);
    },
  );
});

function runs(): number {
  return devices.flatMap((device) => [...device.runs.values()]).reduce((sum, each) => sum + each, 0);
}
