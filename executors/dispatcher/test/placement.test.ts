import type { Lease } from '@ai-collective/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestDevice } from './support/TestDevice.js';
import { TestSystem } from './support/TestSystem.js';
import { until } from './support/until.js';

let system: TestSystem;

beforeEach(async () => {
  system = await TestSystem.start();
});

afterEach(async () => {
  await system.close();
});

async function leased(device: TestDevice, taskId: string): Promise<Lease> {
  const find = () => [...device.running.values()].find((lease) => lease.taskId === taskId);
  await until(`the device has task ${taskId}`, () => find() !== undefined);
  const lease = find();
  if (lease === undefined) throw new Error('the lease went away');
  return lease;
}

const describedAs = async (device: TestDevice) =>
  (await system.status()).devices.find(({ deviceId }) => deviceId === device.record.deviceId);

describe('placement', () => {
  it('gives a trusted task only to a device that an operator vouches for, and says so of the others', async () => {
    const device = await system.join();
    const task = system.task({ privacy: 'TRUSTED' });
    await system.compute.submit([task, system.task({ privacy: 'UNHEARD' })]);
    await until('both wait', async () => (await system.status()).tasks.waiting === 2);
    const reason = 'the task is TRUSTED, and no operator vouches for the device';
    const unknown = 'the privacy class "UNHEARD" is not known here';
    const { waiting } = await system.status();
    expect(waiting.map(({ why }) => why)).toEqual([
      `no connected device may run it: ${reason}`,
      `no connected device may run it: ${unknown}`,
    ]);
    expect((await describedAs(device))?.idleReason).toBe(
      `no waiting task is one it may run: ${reason} (1 of 2); ${unknown} (1 of 2)`,
    );
    await system.compute.enrol({ ...device.record, vouched: true });
    await leased(device, task.taskId);
    expect((await system.status()).tasks.waiting).toBe(1);
  });

  it('gives a task to a device in its regions, as identity said last', async () => {
    const abroad = await system.join({ region: 'FR' });
    const task = system.task({ regions: ['DE'] });
    const elsewhere = system.task();
    await system.compute.submit([task, elsewhere]);
    await leased(abroad, elsewhere.taskId);
    expect((await system.status()).waiting.map(({ why }) => why)).toEqual([
      'no connected device may run it: the task may only run in DE, and the device stands in FR',
    ]);
    const here = await system.join({ region: 'DE-BY' });
    await leased(here, task.taskId);
  });

  it('never takes the result of a device that may not have the task', async () => {
    const device = await system.join({ places: 2 });
    const task = system.task({ privacy: 'TRUSTED' });
    await system.compute.submit([task]);
    await until('it waits', async () => (await system.status()).tasks.waiting === 1);
    const stolen = { attemptId: 'att_stolen', taskId: task.taskId };
    device.send({ type: 'done', results: [device.signed(stolen, 1)] });
    device.beat();
    await until('it is answered', () =>
      device.frames.some((frame) => frame.type === 'settled' && frame.attemptIds.includes('att_stolen')),
    );
    expect(system.compute.of('succeeded')).toEqual([]);
    expect((await system.status()).tasks.waiting).toBe(1);
  });

  it('prefers the device that has the inputs, because it said so or was leased them before', async () => {
    const [other, keeper] = [
      await system.join({ places: 3 }),
      await system.join({ places: 3, inputs: ['bafykept'] }),
    ];
    const kept = system.task({ input: { x: { type: 'blob', cid: 'bafykept' } } });
    await system.compute.submit([kept]);
    const lease = await leased(keeper, kept.taskId);
    expect(lease.placement.reasons).toContain('+10 its inputs are on the device');
    expect(other.running.size).toBe(0);

    const first = system.task({ input: { x: { type: 'blob', cid: 'bafynew' } }, modelVersionId: 'mdv_2' });
    await system.compute.submit([first]);
    await until('somebody has it', () => other.running.size + keeper.running.size === 2);
    const holder = other.running.size === 1 ? other : keeper;
    const again = system.task({ input: first.input, modelVersionId: 'mdv_3' });
    await system.compute.submit([again]);
    expect((await leased(holder, again.taskId)).placement.reasons).toContain(
      '+10 its inputs are on the device',
    );
  });

  it('measures round trips, and learns from results what energy a task takes', async () => {
    const device = await system.join({ joules: 7.5 });
    await until(
      'a round trip is measured',
      async () => typeof (await describedAs(device))?.roundTripMs === 'number',
    );
    const task = system.task();
    await system.compute.submit([task]);
    device.succeed(await leased(device, task.taskId));
    await until('the result is published', () => system.compute.of('succeeded').length === 1);
    expect(system.compute.of('succeeded')).toMatchObject([{ joules: 7.5 }]);
    const next = system.task();
    await system.compute.submit([next]);
    expect((await leased(device, next.taskId)).placement.reasons).toContain(
      '+2 a task takes 7.5 J, the least 7.5 J',
    );
    expect((await describedAs(device))?.joules).toEqual({ mdv_1: 7.5 });
  });
});
