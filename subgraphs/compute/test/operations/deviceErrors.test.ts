import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failed, TestCompute } from '../TestCompute.js';
import { answer, newDevice, on, TestDevices, type Device } from '../TestDevices.js';

let compute: TestCompute;
let devices: TestDevices;

beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  devices = new TestDevices(compute, (await compute.publish()).slug);
});

afterAll(() => compute.close());

/** A task, and what lets a device fail at it: answers who is to have it next in preference. */
async function newTask() {
  const { id, run } = await devices.newRun();
  const fail = async (device: Device) => {
    await compute.settle([on(failed(run, newId('attempt')), device)]);
    return (await compute.taskMessages(id)).map(({ erredOwners }) => [...erredOwners].sort());
  };
  return { id, run, fail };
}

describe('a task that devices fail at', () => {
  it('names their owners, so that others have it first, and none of them makes it fail alone', async () => {
    const { id, run, fail } = await newTask();
    const [one, other, last] = [newDevice(), newDevice(), newDevice({ vouched: true })];
    expect(await fail(one)).toEqual([[one.ownerId]]);
    const both = [[one.ownerId, other.ownerId].sort()];
    expect(await fail(other)).toEqual(both);
    for (const device of [one, newDevice({ ownerId: one.ownerId }), one])
      expect(await fail(device)).toEqual(both);
    expect((await devices.look(id)).state).toBe('QUEUED');
    await compute.settle(answer(run, last));
    expect((await devices.look(id)).state).toBe('SUCCEEDED');
  });

  it('ends when devices of three owners failed', async () => {
    const { id, fail } = await newTask();
    for (let owner = 0; owner < 2; owner++) expect(await fail(newDevice())).toHaveLength(1);
    expect(await fail(newDevice())).toEqual([]);
    expect(await devices.look(id)).toMatchObject({ state: 'FAILED' });
  });

  it('ends after as many attempts as it may have, though two owners are all there are', async () => {
    const { id, fail } = await newTask();
    const two = [newDevice(), newDevice()] as const;
    let tries = 0;
    for (; (await devices.look(id)).task?.state !== 'FAILED' && tries < 20; tries++)
      await fail(two[tries % 2 === 0 ? 0 : 1]);
    expect(tries).toBe(8);
  });

  it('ends after three errors of a lone owner’s fleet', async () => {
    const { id, fail } = await newTask();
    const { ownerId } = newDevice();
    for (let tries = 0; tries < 3; tries++) await fail(newDevice({ ownerId }));
    expect(await devices.look(id)).toMatchObject({ state: 'FAILED' });
  });
});
