import { newId, type DeviceRecord } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleVouched } from '../../src/operations/settleVouched.js';
import { failed, type TestCompute } from '../TestCompute.js';
import { answer, newDevice, on, TestDevices, type Device } from '../TestDevices.js';

let devices: TestDevices;
let compute: TestCompute;

beforeAll(async () => {
  devices = await TestDevices.start();
  compute = devices.compute;
});

afterAll(() => compute.close());

/** What identity announces of a device once an operator vouches for it. */
const recordOf = ({ deviceId, ownerId }: Device, over: Partial<DeviceRecord> = {}): DeviceRecord => ({
  ...{
    deviceId,
    ownerId,
    communityId: 'com_one',
    fleetId: 'flt_one',
    vouched: true,
    region: null,
    name: 'a device',
  },
  ...{ publicKey: '', status: 'ENROLLED', enrolledAt: '2026-01-01T00:00:00Z', ...over },
});

const vouch = (device: Device, over: Partial<DeviceRecord> = {}) =>
  settleVouched(compute.services, [recordOf(device, over)]);

describe('an operator’s word for a device', () => {
  it('settles and pays what it reported before, once, and asks for no second opinion any more', async () => {
    const device = newDevice();
    const { id, run } = await devices.newRun();
    await compute.settle(answer(run, device, 'waits'));
    expect(await devices.look(id)).toMatchObject({ state: 'RUNNING', counts: { verifying: 1 } });
    await Promise.all([vouch(device), vouch(device)]);
    expect(await devices.look(id)).toMatchObject({
      state: 'SUCCEEDED',
      task: { output: 'waits', verified: false },
      attempts: ['VALID'],
    });
    expect(await compute.taskMessages(id)).toEqual([]);
    const earned = `select balance > 0 as paid from credit_accounts where kind = 'MEMBER' and holder = ?`;
    expect(await devices.rows(earned, device.ownerId)).toEqual([{ paid: true }]);
    await vouch(device);
    expect((await devices.look(id)).attempts).toEqual(['VALID']);
  });

  it('settles what it said was the input’s fault', async () => {
    const device = newDevice();
    const { id, run } = await devices.newRun();
    const said = { fault: 'input', code: 'INPUT_UNREADABLE' };
    await compute.settle([on(failed(run, newId('attempt'), said), device)]);
    expect(await devices.look(id)).toMatchObject({ counts: { verifying: 1 } });
    await vouch(device);
    expect(await devices.look(id)).toMatchObject({
      state: 'FAILED',
      task: { failure: { code: said.code } },
    });
  });

  it('settles as many as there are', async () => {
    const device = newDevice();
    const { id, runs } = await devices.newJob(1_100);
    await compute.settle(runs.flatMap((run) => answer(run, device)));
    await vouch(device);
    expect(await devices.look(id)).toMatchObject({ state: 'SUCCEEDED', counts: { succeeded: 1_100 } });
  });

  it.each<[string, Partial<DeviceRecord>]>([
    ['that is taken back', { vouched: false }],
    ['for one that is shut out', { status: 'REVOKED' }],
    ['for one that is another’s now', { ownerId: 'per_next' }],
    ['in another community', { communityId: 'com_two' }],
  ])('leaves what waits alone %s', async (_, over) => {
    const device = newDevice();
    const { id, run } = await devices.newRun();
    await compute.settle(answer(run, device));
    await vouch(device, over);
    expect(await devices.look(id)).toMatchObject({ state: 'RUNNING', counts: { verifying: 1 } });
  });

  it('does not help a device that is suspended', async () => {
    const device = newDevice();
    const { id, run } = await devices.newRun();
    await compute.settle(answer(run, device));
    await devices.rows(
      `insert into device_standing (tenant_id, device_id, state) values ('com_one', ?, 'SUSPENDED')
       on conflict (tenant_id, device_id) do update set state = 'SUSPENDED'`,
      device.deviceId,
    );
    await vouch(device);
    expect(await devices.look(id)).toMatchObject({ state: 'RUNNING', counts: { succeeded: 0 } });
  });
});
