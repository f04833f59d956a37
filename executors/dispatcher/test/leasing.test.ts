import {
  closeCodes,
  givenBackCode,
  verifyCapability,
  type DoneResult,
  type Lease,
} from '@ai-collective/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import type { TestDevice } from './support/TestDevice.js';
import { capabilitySecret, TestSystem } from './support/TestSystem.js';
import { until } from './support/until.js';

let system: TestSystem;

/** A clock that runs four times as fast, so that a lease is lost in little more than a second. */
function fastClock(): () => number {
  const start = Date.now();
  return () => start + 4 * (Date.now() - start);
}

async function lease(device: TestDevice, count = 1): Promise<Lease> {
  await until(`the device has ${count} leases`, () => device.running.size === count);
  const [first] = device.running.values();
  if (first === undefined) throw new Error('no lease');
  return first;
}

function sole<Item>(items: readonly Item[]): Item {
  const [first, ...others] = items;
  if (first === undefined || others.length > 0) throw new Error(`expected one, not ${items.length}`);
  return first;
}

afterEach(async () => {
  await system.close();
});

describe('leasing', () => {
  it('answers results together that the broker took together, and reads free places off them', async () => {
    system = await TestSystem.start();
    const device = await system.join({ places: 3 });
    await system.compute.submit([system.task(), system.task(), system.task()]);
    await until('all are leased', () => device.running.size === 3);
    const leases = [...device.running.values()];
    const results = leases.map((given) => device.signed(given, 'done'));
    for (const { attemptId } of leases) device.running.delete(attemptId);
    device.send({ type: 'done', results, leases: 3 });
    await system.compute.submit([system.task()]);
    await until('another is leased', () => device.running.size === 1);
    const settled = () => device.frames.filter(({ type }) => type === 'settled');
    await until('they are settled', () => settled().length > 0);
    const attemptIds = leases.map(({ attemptId }) => attemptId);
    expect(settled()).toEqual([{ type: 'settled', attemptIds }]);
  });

  it('leases a task, publishes its result, and only then answers and commits', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    const task = system.task({ maxBatch: 8 });
    await system.compute.submit([task]);
    const given = await lease(device);
    expect(given).toMatchObject({ taskId: task.taskId, jobId: task.jobId, runner: 'tensor', maxBatch: 8 });
    expect(given.placement.reasons).not.toHaveLength(0);
    const url = new URL(given.artifacts[0]?.url ?? '');
    expect(url.pathname).toBe(`/storage/blobs/${system.communityId}/bafymodel`);
    const token = url.searchParams.get('capability') ?? '';
    expect(verifyCapability(capabilitySecret, token, Date.now() / 1_000).ok).toBe(true);
    await until('the lease is published', () => system.compute.of('leased').length === 1);

    system.broker.down = true;
    device.succeed(given, 42);
    await until(
      'the result waits for the broker',
      async () => (await system.status()).unpublishedEvents === 1,
    );
    expect(device.unsettled.size).toBe(1);
    expect(system.broker.progress(`compute.tasks.${system.fleetId}`).committed).toBe(0);
    system.broker.down = false;

    await until('it is settled', () => device.unsettled.size === 0);
    await system.allCommitted();
    expect(system.compute.events.map(({ type }) => type)).toEqual(['leased', 'succeeded']);
    expect(sole(system.compute.of('succeeded'))).toMatchObject({
      attemptId: given.attemptId,
      taskId: task.taskId,
      deviceId: device.record.deviceId,
      output: { type: 'inline', json: 42 },
    });
    const { ownerId } = device.record;
    expect(system.compute.events).toMatchObject([{ ownerId }, { ownerId }]);
  });

  it('never gives a run to a device of an owner who had its task, and holds nobody else up meanwhile', async () => {
    system = await TestSystem.start();
    const first = await system.join();
    const { ownerId } = first.record;
    const second = system.task({ taskId: 'task_1.second', excludedOwners: [ownerId] });
    const later = system.task();
    await system.compute.submit([second, later]);
    expect((await lease(first)).taskId).toBe(later.taskId);
    const other = await system.join();
    expect((await lease(other)).taskId).toBe(second.taskId);
    await until('both leases are published', () => system.compute.of('leased').length === 2);
    expect(system.compute.of('leased').map((event) => event.ownerId)).toEqual([
      ownerId,
      other.record.ownerId,
    ]);
  });

  it('gives a device nothing while policies restrict it, and says which', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    const { deviceId, communityId } = device.record;
    const reason = async () =>
      (await system.status()).devices.find((each) => each.deviceId === deviceId)?.idleReason;
    const policies = ['community:no-cheats'];
    await system.compute.tellStanding({ deviceId, communityId, state: 'RESTRICTED', policies });
    await until(
      'it is restricted',
      async () => (await reason()) === 'restricted: forbidden by community:no-cheats',
    );
    await system.compute.submit([system.task()]);
    await until('the task waits', async () => (await system.status()).tasks.waiting === 1);
    expect(device.running.size).toBe(0);
    await system.compute.tellStanding({ deviceId, communityId, state: 'ACTIVE' });
    await lease(device);
  });

  it('gives a device nothing more while an operator drains it, and takes what it finishes', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    const { deviceId, communityId } = device.record;
    const [first, second] = [system.task(), system.task()];
    await system.compute.submit([first]);
    const given = await lease(device);
    await system.compute.tellStanding({ deviceId, communityId, state: 'DRAINING' });
    await system.compute.submit([second]);
    await until('the task waits', async () => (await system.status()).tasks.waiting === 1);
    device.succeed(given);
    await until('what it ran is done', () => system.compute.of('succeeded').length === 1);
    const reason = async () =>
      (await system.status()).devices.find((each) => each.deviceId === deviceId)?.idleReason;
    await until(
      'it is drained',
      async () => (await reason()) === 'drained: an operator takes it out of work',
    );
    expect(device.running.size).toBe(0);
    await system.compute.tellStanding({ deviceId, communityId, state: 'ACTIVE' });
    expect((await lease(device)).taskId).toBe(second.taskId);
  });

  it('gives a task that a device failed at to another owner’s first, and alone to the same again', async () => {
    system = await TestSystem.start();
    const first = await system.join();
    const erredOwners = [first.record.ownerId];
    const alone = system.task({ erredOwners });
    await system.compute.submit([alone]);
    const given = await lease(first);
    expect(given.taskId).toBe(alone.taskId);
    first.succeed(given);
    const other = await system.join();
    const again = system.task({ erredOwners });
    // The first has the model already, which is why it would be preferred.
    await system.compute.submit([again]);
    expect((await lease(other)).taskId).toBe(again.taskId);
  });

  it('says of a device what identity said last, and gives it nothing while it is suspended', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    const { deviceId, communityId } = device.record;
    const idleReason = async () =>
      (await system.status()).devices.find((each) => each.deviceId === deviceId)?.idleReason;
    await system.compute.tellStanding({ deviceId, communityId, state: 'SUSPENDED' });
    await until('it is suspended', async () => (await idleReason())?.startsWith('suspended') === true);
    await system.compute.submit([system.task()]);
    await until('the task waits', async () => (await system.status()).tasks.waiting === 1);
    expect(device.running.size).toBe(0);
    await system.compute.enrol({ ...device.record, vouched: true });
    await system.compute.tellStanding({ deviceId, communityId, state: 'ACTIVE' });
    await lease(device);
    await until('the lease is published', () => system.compute.of('leased').length === 1);
    expect(sole(system.compute.of('leased'))).toMatchObject({ deviceId, vouched: true });
  });

  it('takes a lease back from a device that its owner paused, without holding it against the device', async () => {
    system = await TestSystem.start({ retries: true });
    const device = await system.join();
    await system.compute.submit([system.task()]);
    device.fail(await lease(device), {
      code: givenBackCode,
      message: 'The device was paused before the run was over.',
      fault: 'device',
    });
    await until('it is given back', () => system.compute.of('failed').length === 1);
    expect(sole(system.compute.of('failed'))).toMatchObject({ outcome: 'ABANDONED' });
    await until('it is leased anew', () => system.compute.of('leased').length === 2);
  });

  it('publishes the failure a device reports', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    await system.compute.submit([system.task()]);
    device.fail(await lease(device), { code: 'IMAGE_INVALID', message: 'no image', fault: 'input' });
    await until('the failure is published', () => system.compute.of('failed').length === 1);
    expect(sole(system.compute.of('failed'))).toMatchObject({
      outcome: 'ERROR',
      failure: { code: 'IMAGE_INVALID' },
    });
    await system.allCommitted();
  });

  it('believes no result with a wrong signature, and drops the device', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    await system.compute.submit([system.task()]);
    const given = await lease(device);
    const forged: DoneResult = {
      ...device.signed(given, 'right'),
      output: { type: 'inline', json: 'wrong' },
    };
    device.send({ type: 'done', results: [forged] });
    await until('the device is dropped', () => device.closedWith === closeCodes.unauthorized);
    await until('a failure is published', () => system.compute.of('failed').length === 1);
    expect(sole(system.compute.of('failed'))).toMatchObject({
      outcome: 'ERROR',
      failure: { code: 'RESULT_SIGNATURE_INVALID', fault: 'device' },
    });
    expect(system.compute.of('succeeded')).toHaveLength(0);
  });

  it('takes no output in place that is larger than agreed', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    await system.compute.submit([system.task()]);
    device.succeed(await lease(device), 'x'.repeat(100_000));
    await until('a failure is published', () => system.compute.of('failed').length === 1);
    expect(sole(system.compute.of('failed'))).toMatchObject({ failure: { code: 'RESULT_TOO_LARGE' } });
    await until('the device may forget it', () => device.unsettled.size === 0);
  });

  it('does not let a device report on what another device runs', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    const other = await system.join({ places: 0 });
    await system.compute.submit([system.task()]);
    const given = await lease(device);
    other.unsettled.set(given.attemptId, other.signed(given, 'mine'));
    other.send({ type: 'done', results: [...other.unsettled.values()] });
    await until('it is answered', () => other.unsettled.size === 0);
    device.succeed(given, 'right');
    await until('the right result is published', () => system.compute.of('succeeded').length === 1);
    expect(sole(system.compute.of('succeeded'))).toMatchObject({ output: { json: 'right' } });
  });

  it('leases to nobody who pauses, has no runner for it, or is of another community, and says so', async () => {
    system = await TestSystem.start();
    const paused = await system.join({ places: 0 });
    paused.paused = 'paused: on battery';
    paused.beat();
    await system.join({ runners: ['ocr'] });
    await system.join({ communityId: 'com_other' });
    await system.compute.submit([system.task()]);
    await until('the reasons are told', async () => {
      const { devices } = await system.status();
      const reasons = devices.map(({ idleReason }) => idleReason);
      return (
        reasons.join('\n') ===
        [
          'paused: on battery',
          'no waiting task is one it may run: the device has no runner "tensor"',
          'no waiting task is one it may run: the task belongs to another community',
        ].join('\n')
      );
    });
    expect(system.devices.every(({ running }) => running.size === 0)).toBe(true);
    expect(JSON.stringify(await system.status())).not.toContain('capability');
  });

  it('gives a device no more leases than it has places', async () => {
    system = await TestSystem.start();
    const device = await system.join({ places: 3 });
    await system.compute.submit(system.tasks(10));
    await lease(device, 3);
    device.send({ type: 'credit', leases: 3 });
    await until('the credit was read', async () => (await system.status()).devices[0]?.leases === 3);
    expect(device.running.size).toBe(3);
  });

  it('gives a lost lease up after 5 s without a heartbeat, and takes a success that comes later still', async () => {
    system = await TestSystem.start({ overrides: { now: fastClock() }, retries: true });
    const device = await system.join();
    const task = system.task();
    await system.compute.submit([task]);
    const given = await lease(device);
    device.disconnect();
    await until('the attempt is given up', () => system.compute.of('failed').length === 1);
    expect(sole(system.compute.of('failed'))).toMatchObject({
      outcome: 'ABANDONED',
      attemptId: given.attemptId,
    });
    device.running.clear();
    device.unsettled.set(given.attemptId, device.signed(given, 'late'));
    const other = await system.join();
    await lease(other);
    device.connect(system.url);
    await until('the late result is published', () => system.compute.succeeded.has(task.taskId));
    await until('the other device is told to stop', () => other.running.size === 0);
    await until('the device may forget it', () => device.unsettled.size === 0);
    await system.allCommitted();
  });

  it('lets a device that comes back go on with what it runs', async () => {
    system = await TestSystem.start({ overrides: { now: fastClock() } });
    const device = await system.join({ places: 2 });
    const other = await system.join({ places: 0 });
    await system.compute.submit(system.tasks(2));
    const given = await lease(device, 2);
    device.disconnect();
    device.connect(system.url);
    await until('it is back', () => device.welcomed);
    other.beat();
    for (const one of [...device.running.values()]) device.succeed(one);
    await until('both results are published', () => system.compute.of('succeeded').length === 2);
    expect(system.compute.of('succeeded').map(({ attemptId }) => attemptId)).toContain(given.attemptId);
    expect(system.compute.of('failed')).toHaveLength(0);
    expect([...device.runs.values()]).toEqual([1, 1]);
  });

  it('stops what runs for too long', async () => {
    system = await TestSystem.start({ settings: { RUNTIME_GRACE_MS: '0' } });
    const device = await system.join();
    await system.compute.submit([system.task({ runtimeLimitMs: 100 })]);
    await lease(device);
    await until('it is published', () => system.compute.of('failed').length === 1);
    expect(sole(system.compute.of('failed'))).toMatchObject({ outcome: 'TIMED_OUT' });
    await until('the device is told to stop', () => device.running.size === 0);
  });

  it('drops the tasks of a canceled job, stops those that run, and wants none of their results', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    await system.compute.submit(system.tasks(5));
    const given = await lease(device);
    const { fleetId, communityId } = system;
    await system.compute.tell({ type: 'jobCanceled', jobId: 'job_1', fleetId, communityId });
    await until('the device is told to stop', () => device.running.size === 0);
    await system.allCommitted();
    device.unsettled.set(given.attemptId, device.signed(given, 'late'));
    device.send({ type: 'done', results: [...device.unsettled.values()] });
    await until('the device may forget it', () => device.unsettled.size === 0);
    await system.compute.submit([system.task()]);
    await system.allCommitted();
    expect(system.compute.events.filter(({ type }) => type !== 'leased')).toHaveLength(0);
    expect(device.running.size).toBe(0);
  });

  it('runs a task that is asked for twice once', async () => {
    system = await TestSystem.start();
    const device = await system.join({ places: 2 });
    const task = system.task();
    await system.compute.submit([task, task]);
    const given = await lease(device);
    await system.compute.submit([task]);
    device.succeed(given);
    await system.allCommitted();
    expect(system.compute.of('leased')).toHaveLength(1);
    expect(device.runs.get(task.taskId)).toBe(1);
  });

  it('sets malformed messages aside, and those of another fleet', async () => {
    system = await TestSystem.start();
    const device = await system.join();
    await system.compute.submit([system.task({ fleetId: 'flt_other' })]);
    const producer = await system.broker
      .transport()
      .createProducer({ brokers: '', clientId: '', log: undefined as never });
    const stray = JSON.stringify(system.task({ fleetId: 'flt_other' }));
    for (const value of ['{', '{"type":"gossip"}', stray])
      await producer.send([
        { topic: `compute.tasks.${system.fleetId}`, key: 'stray', value: Buffer.from(value) },
      ]);
    await system.compute.submit([system.task()]);
    device.succeed(await lease(device));
    await system.allCommitted();
    expect(system.compute.of('leased')).toHaveLength(1);
  });

  it('reads no more than it may hold, and gets through all the same', async () => {
    system = await TestSystem.start({ settings: { QUEUE_MAX_TASKS: '20' } });
    await system.compute.submit(system.tasks(300));
    await until('reading has paused', async () => (await system.status()).tasks.waiting >= 20);
    expect((await system.status()).tasks.waiting).toBeLessThan(200);
    await system.join({ places: 20, runMs: 1 });
    await until('all results are published', () => system.compute.succeeded.size === 300);
    await system.allCommitted();
  });

  it('serves two communities side by side, however much one of them has waiting', async () => {
    system = await TestSystem.start();
    await system.compute.submit(system.tasks(200, { priority: 9 }));
    const small = system.tasks(10, { communityId: 'com_small', priority: 0 });
    await system.compute.submit(small);
    await system.join({ places: 2, runMs: 5 });
    await system.join({ places: 2, runMs: 5, communityId: 'com_small' });
    await until('the small job is done', () =>
      small.every(({ taskId }) => system.compute.succeeded.has(taskId)),
    );
    expect(system.compute.succeeded.size).toBeLessThan(150);
  });

  it('lets a failing device rest, and goes on with the others', async () => {
    system = await TestSystem.start({ retries: true });
    const failing = await system.join();
    await system.compute.submit([system.task()]);
    failing.fail(await lease(failing), { code: 'CHILD_CRASHED', message: 'crashed', fault: 'device' });
    const other = await system.join({ runMs: 1 });
    await until('another device ran it', () => system.compute.succeeded.size === 1);
    expect(other.runs.size).toBe(1);
    expect(failing.runs.size).toBe(1);
  });
});
