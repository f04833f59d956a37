import { topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestCompute } from '../TestCompute.js';
import { answer, newDevice, TestDevices } from '../TestDevices.js';

let compute: TestCompute;
let devices: TestDevices;

beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  devices = new TestDevices(compute, (await compute.publish()).slug);
});

afterAll(() => compute.close());

describe('trust', () => {
  it('is earned by ten results in a row that others confirm, for the model they were of alone', async () => {
    const [device, helper] = [newDevice(), newDevice({ vouched: true })];
    const { runs } = await devices.newJob(10);
    for (const run of runs) await compute.settle(answer(run, device));
    for (const run of runs) await compute.settle(answer(run, helper));
    expect(
      await devices.rows('select consecutive_valid from device_trust where device_id = ?', device.deviceId),
    ).toEqual([{ consecutive_valid: 10 }]);
    // One result in ten of a device so new to it is checked.
    const more = await devices.newJob(40);
    for (const run of more.runs) await compute.settle(answer(run, device));
    const { counts } = await devices.look(more.id);
    expect(counts.succeeded).toBeGreaterThan(20);
    expect((counts.succeeded ?? 0) + (counts.verifying ?? 0)).toBe(40);
    const { slug: another } = await compute.publish();
    const { id, run } = await devices.newRun(another);
    await compute.settle(answer(run, device));
    expect((await devices.look(id)).state).toBe('RUNNING');
  });

  it('is lost for good by three wrong results among few, with what an appeal needs', async () => {
    const [cheat, honest] = [newDevice(), newDevice({ vouched: true })];
    const { runs } = await devices.newJob(3);
    for (const run of runs) await compute.settle(answer(run, cheat, 'wrong'));
    for (const run of runs) await compute.settle(answer(run, honest, 'right'));
    expect(
      await devices.rows(
        'select state, strikes, cardinality(evidence) as evidence from device_standing where device_id = ?',
        cheat.deviceId,
      ),
    ).toEqual([{ state: 'SUSPENDED', strikes: 3, evidence: 3 }]);
    const [record] = await devices.records('devices:suspend', cheat.deviceId);
    expect(record?.value).toMatchObject({
      details: { judged: 3, wrong: 3, strikes: 3, evidence: { length: 3 } },
    });
    const told = async () =>
      (await compute.outbox()).filter(
        ({ topic, key }) => topic === topics.standings && key === cheat.deviceId,
      );
    expect((await told()).map(({ value }) => value.state)).toEqual(['SUSPENDED']);
    const { id, run } = await devices.newRun();
    await compute.settle([...answer(run, cheat, 'wrong'), ...answer(run, honest, 'right')]);
    expect(await devices.look(id)).toMatchObject({ state: 'SUCCEEDED', task: { output: 'right' } });
    expect((await devices.look(id)).attempts?.slice().sort()).toEqual(['INCONCLUSIVE', 'VALID']);

    const reinstate = `mutation ($id: ID!) {
      reinstateDevice(deviceId: $id, reason: "Its memory was replaced.") { state judged strikes evidence reinstatements }
    }`;
    const variables = { id: cheat.deviceId };
    expect(await compute.refusal(reinstate, variables, { community: 'com_two', roles: ['OWNER'] })).toBe(
      'DEVICE_NOT_SUSPENDED',
    );
    expect(await compute.refusal(reinstate, variables, { roles: ['DEVELOPER'] })).toBe('FORBIDDEN');
    expect(await compute.get(reinstate, variables)).toEqual({
      reinstateDevice: { state: 'ACTIVE', judged: 0, strikes: 0, evidence: [], reinstatements: 1 },
    });
    expect(await compute.refusal(reinstate, variables)).toBe('DEVICE_NOT_SUSPENDED');
    expect((await told()).map(({ value }) => value.state)).toEqual(['SUSPENDED', 'ACTIVE']);
    expect(await devices.rows('select * from device_trust where device_id = ?', cheat.deviceId)).toEqual([]);
  });

  it('is only added to where a result is confirmed after its task was settled', async () => {
    const [known, other] = [newDevice(), newDevice()];
    const { runs } = await devices.newJob(10);
    const helper = newDevice({ vouched: true });
    for (const run of runs) await compute.settle([...answer(run, known), ...answer(run, helper)]);
    await devices.rows(
      'update device_trust set consecutive_valid = 1000000 where device_id = ?',
      known.deviceId,
    );
    const { id, runs: more } = await devices.newJob(20);
    await compute.settle(more.flatMap((run) => answer(run, known)));
    const accepted = (await devices.look(id)).counts.succeeded ?? 0;
    expect(accepted).toBeGreaterThan(0);
    for (const run of more) await compute.settle(answer(run, other));
    expect(
      await devices.rows(
        `select consecutive_valid, judged from device_trust join device_standing using (tenant_id, device_id) where device_id = ?`,
        known.deviceId,
      ),
    ).toEqual([{ consecutive_valid: 1_000_020, judged: 30 }]);
    expect(await devices.rows('select id from tasks where job_id = ? and not verified', id)).toEqual([]);
  });
});
