import type { TaskMessage } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestCompute } from '../TestCompute.js';
import { answer, newDevice, TestDevices, type Device } from '../TestDevices.js';

let devices: TestDevices;
let compute: TestCompute;

beforeAll(async () => {
  devices = await TestDevices.start();
  compute = devices.compute;
});

afterAll(() => compute.close());

/** A result taken unchecked from a device that was trusted, and what another says of it later. */
async function disputed() {
  const [trusted, other] = [newDevice(), newDevice()];
  const { id, run } = await unchecked(trusted);
  await compute.settle(answer(run, other, 'disputed'));
  return { trusted, other, id, third: await devices.nextRunOf(id, [run]) };
}

/** Few results of a trusted device are drawn to be checked, but any may be. */
async function unchecked(device: Device): Promise<{ readonly id: string; readonly run: TaskMessage }> {
  const first = await devices.newRun();
  await compute.settle(answer(first.run, device, 'accepted'));
  for (let tries = 0; tries < 10; tries++) {
    await devices.rows(
      'update device_trust set consecutive_valid = 1000000 where device_id = ?',
      device.deviceId,
    );
    const next = await devices.newRun();
    await compute.settle(answer(next.run, device, 'accepted'));
    if ((await devices.look(next.id)).state === 'SUCCEEDED') return next;
  }
  throw new Error('ten results in a row were drawn to be checked');
}

const auditsOf = ({ deviceId }: Device) =>
  devices.rows('select state, cardinality(runs) as runs from result_audits where device_id = ?', deviceId);

const outcomesOf = async (id: string) =>
  new Map((await devices.look(id)).task?.attempts.map(({ device, state }) => [device.id, state]));

describe('a late result that contradicts one that nobody confirmed', () => {
  it('has the task run again by a third owner, while the job stays as it is', async () => {
    const { trusted, other, id, third } = await disputed();
    expect([...third.excludedOwners].sort()).toEqual([trusted.ownerId, other.ownerId].sort());
    expect(await auditsOf(trusted)).toEqual([{ state: 'OPEN', runs: 1 }]);
    expect(await devices.look(id)).toMatchObject({
      state: 'SUCCEEDED',
      counts: { succeeded: 1 },
      task: { output: 'accepted', verified: false, replacedAt: null },
    });
  });

  it('is wrong when the third agrees with the first', async () => {
    const { trusted, other, id, third } = await disputed();
    const judge = newDevice();
    await compute.settle(answer(third, judge, 'accepted'));
    expect(await devices.look(id)).toMatchObject({
      task: { output: 'accepted', verified: true, replacedAt: null },
    });
    expect(await outcomesOf(id)).toEqual(
      new Map([
        [trusted.deviceId, 'VALID'],
        [other.deviceId, 'INVALID'],
        [judge.deviceId, 'VALID'],
      ]),
    );
    expect(await auditsOf(trusted)).toEqual([{ state: 'CONFIRMED', runs: 1 }]);
  });

  it('takes its place when the third agrees with it, and is paid in its stead', async () => {
    const { trusted, other, id, third } = await disputed();
    const judge = newDevice();
    await compute.settle(answer(third, judge, 'disputed'));
    expect(await devices.look(id)).toMatchObject({
      task: { output: 'disputed', verified: true, replacedAt: expect.any(String) as unknown },
    });
    expect(await outcomesOf(id)).toEqual(
      new Map([
        [trusted.deviceId, 'INVALID'],
        [other.deviceId, 'VALID'],
        [judge.deviceId, 'VALID'],
      ]),
    );
    expect(await devices.rows('select sum(balance)::text as sum from credit_accounts')).toEqual([
      { sum: '0' },
    ]);
  });

  it('says nothing when it comes twice, and one audit is enough for two of them in a batch', async () => {
    const trusted = newDevice();
    const { id, run } = await unchecked(trusted);
    const late = [...answer(run, newDevice(), 'b'), ...answer(run, newDevice(), 'c')];
    await compute.settle(late);
    await compute.settle(late);
    expect(await devices.newRunsOf(id, [run])).toHaveLength(1);
    expect(await auditsOf(trusted)).toEqual([{ state: 'OPEN', runs: 1 }]);
  });

  it('is given up, and nobody is found wrong, when no third owner takes the run for half a day', async () => {
    const { trusted, id } = await disputed();
    await compute.audit();
    await devices.rows(
      `update result_audits set asked_at = now() - interval '13 hours' where device_id = ?`,
      trusted.deviceId,
    );
    await devices.rows('update device_catches set due_at = now()');
    await compute.audit();
    expect(await auditsOf(trusted)).toEqual([{ state: 'UNDECIDED', runs: 1 }]);
    expect(await compute.taskMessages(id)).toEqual([]);
    expect(
      await devices.rows('select device_id from device_catches where device_id = ?', trusted.deviceId),
    ).toEqual([]);
    expect(await devices.look(id)).toMatchObject({ task: { output: 'accepted', verified: false } });
  });
});
