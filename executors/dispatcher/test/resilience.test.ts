import { setTimeout as delay } from 'node:timers/promises';
import { closeCodes } from '@ai-collective/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import type { TestDevice } from './support/TestDevice.js';
import { TestSystem } from './support/TestSystem.js';
import { until } from './support/until.js';

let system: TestSystem;

function fastClock(): () => number {
  const start = Date.now();
  return () => start + 4 * (Date.now() - start);
}

/** The same "random" numbers in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function totalRuns(devices: readonly TestDevice[]): number {
  return devices.flatMap(({ runs }) => [...runs.values()]).reduce((sum, each) => sum + each, 0);
}

async function reconnectAll(): Promise<void> {
  for (const device of system.devices) device.connect(system.url);
  await until('the devices are back', () => system.devices.every(({ welcomed }) => welcomed));
}

afterEach(async () => {
  await system.close();
});

describe('a dispatcher among failures', () => {
  it(
    'gets 200 tasks done by three devices that crash and lose their connections',
    { timeout: 60_000 },
    async () => {
      system = await TestSystem.start({ overrides: { now: fastClock() }, retries: true });
      const devices = await Promise.all([1, 2, 3].map(() => system.join({ places: 4, runMs: 20 })));
      const tasks = system.tasks(200);
      await system.compute.submit(tasks);
      const random = randomFrom(7);
      const tasksPerAccident = 20;
      let accidents = 0;
      await until(
        'every task has succeeded',
        () => {
          const victim = devices[Math.floor(random() * devices.length)];
          // By what is done rather than by time: as many accidents on a fast machine as on a slow one.
          const due = Math.floor(system.compute.succeeded.size / tasksPerAccident);
          if (victim?.welcomed === true && accidents < due) {
            accidents += 1;
            if (random() < 0.5) victim.crash();
            else victim.disconnect();
            victim.connect(system.url);
          }
          return system.compute.succeeded.size === tasks.length;
        },
        50_000,
      );
      expect(accidents).toBeGreaterThan(3);
      for (const { taskId } of tasks) expect(system.compute.succeeded.has(taskId)).toBe(true);
      await system.allCommitted();
      await until('nothing is left on the devices', () =>
        devices.every(({ unsettled }) => unsettled.size === 0),
      );
    },
  );

  it('goes on where a killed dispatcher stopped, without running anything twice that still runs', async () => {
    system = await TestSystem.start({ settings: { RECONNECT_GRACE_MS: '1000' }, retries: true });
    const devices = await Promise.all([1, 2].map(() => system.join({ places: 3 })));
    const tasks = system.tasks(30);
    await system.compute.submit(tasks);
    await until('work is under way', () => devices.every(({ running }) => running.size === 3));
    await system.killDispatcher();
    const [first] = devices;
    const [finished] = first?.running.values() ?? [];
    if (first === undefined || finished === undefined) throw new Error('no lease');
    first.succeed(finished);
    await system.startDispatcher();
    await reconnectAll();
    await until('every task has succeeded', () => {
      for (const device of devices) for (const lease of [...device.running.values()]) device.succeed(lease);
      return system.compute.succeeded.size === tasks.length;
    });
    await system.allCommitted();
    await until('the devices may forget everything', () =>
      devices.every(({ unsettled }) => unsettled.size === 0),
    );
    expect(totalRuns(devices)).toBe(tasks.length);
    expect(system.compute.of('failed')).toHaveLength(0);
  });

  it('keeps a result whose task has not come yet, and lets go of it after a time', async () => {
    system = await TestSystem.start({ settings: { HELD_RESULT_MS: '300' } });
    const device = await system.join();
    const early = system.task();
    for (const taskId of [early.taskId, 'tsk_never_comes']) {
      const attemptId = system.leasedBefore(device, taskId);
      device.unsettled.set(attemptId, device.signed({ attemptId, taskId }, 'kept'));
    }
    device.send({ type: 'done', results: [...device.unsettled.values()] });
    await until('they are held', async () => (await system.status()).heldResults === 2);
    await system.compute.submit([early]);
    await until('the first is published', () => system.compute.succeeded.has(early.taskId));
    await until('both are answered', () => device.unsettled.size === 0);
    expect(system.compute.of('succeeded')).toHaveLength(1);
    expect(device.runs.size).toBe(0);
  });

  it('publishes results again that the broker forgot, instead of running their tasks again', async () => {
    system = await TestSystem.start();
    const device = await system.join({ places: 4, runMs: 1 });
    const tasks = system.tasks(20);
    await system.compute.submit(tasks);
    await until('all have run', () => device.runs.size === 20 && device.unsettled.size === 0);
    system.broker.forgetEverything();
    const before = system.compute.events.length;
    await system.compute.submit(tasks);
    await until('the results came again', () => system.compute.events.length >= before + 20);
    await system.allCommitted();
    expect(totalRuns([device])).toBe(20);
  });

  it('gets through a broker that loses its memory in the middle', async () => {
    system = await TestSystem.start({ retries: true });
    const device = await system.join({ places: 4, runMs: 10 });
    const tasks = system.tasks(60);
    await system.compute.submit(tasks);
    await until('some have run', () => system.compute.succeeded.size > 10);
    system.broker.down = true;
    system.broker.forgetEverything();
    await until('results wait', async () => (await system.status()).unpublishedEvents > 0);
    system.broker.down = false;
    await system.compute.resendUnsettled();
    await until('every task has succeeded', () => system.compute.succeeded.size === tasks.length);
    await system.allCommitted();
    expect(totalRuns([device])).toBe(tasks.length);
  });

  it('drains when it stops: results in hand are published and committed, devices told to come back', async () => {
    system = await TestSystem.start();
    const device = await system.join({ places: 2 });
    await system.compute.submit(system.tasks(5));
    await until('it has leases', () => device.running.size === 2);
    system.broker.down = true;
    const [lease] = device.running.values();
    if (lease === undefined) throw new Error('no lease');
    device.succeed(lease);
    await until('the result waits', async () => (await system.status()).unpublishedEvents > 0);
    await until('the free place is taken', () => device.running.size === 2);
    const stopped = system.stopDispatcher();
    const [other] = device.running.values();
    if (other === undefined) throw new Error('no lease');
    device.succeed(other);
    system.broker.down = false;
    await stopped;
    await until('the device is told', () => device.closedWith === closeCodes.goingAway);
    expect(device.unsettled.has(lease.attemptId)).toBe(false);
    expect(system.compute.succeeded.size).toBe(2 - device.unsettled.size);
    expect(device.runs.size).toBe(3);
  });

  it('hands over to another dispatcher under load: every task runs once, also those done out of order', async () => {
    system = await TestSystem.start({ settings: { RECONNECT_GRACE_MS: '2000' }, retries: true });
    const other = await system.startAnother();
    const [long, ...devices] = await Promise.all([
      system.join({ places: 4 }),
      system.join({ places: 4, runMs: 5 }),
      system.join({ places: 4, runMs: 5, url: other.url }),
    ]);
    const tasks = system.tasks(200);
    await system.compute.submit(tasks);
    await until('work is done around what takes long', () => {
      return system.compute.succeeded.size > 60 && long.running.size === 4;
    });
    const stopped = system.stopDispatcher();
    let back: Promise<void> | undefined;
    await until('every task has succeeded', () => {
      for (const device of devices) if (device.closedWith === closeCodes.goingAway) device.connect(other.url);
      // It takes its time to come back, while others have nothing to do.
      if (long.closedWith === closeCodes.goingAway) back ??= delay(300).then(() => long.connect(other.url));
      if (system.compute.succeeded.size >= tasks.length - 4)
        for (const lease of [...long.running.values()]) long.succeed(lease);
      return system.compute.succeeded.size === tasks.length;
    });
    await Promise.all([stopped, back]);
    await system.allCommitted();
    expect(totalRuns(system.devices)).toBe(tasks.length);
    expect(system.compute.of('failed')).toHaveLength(0);
  });

  it('is alive and ready, and tells people what it does', async () => {
    system = await TestSystem.start();
    for (const path of ['/livez', '/readyz', '/status'])
      expect((await fetch(`${system.url}${path}`)).status).toBe(200);
  });
});
