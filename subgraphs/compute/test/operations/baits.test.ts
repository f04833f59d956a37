import { newId, type AttemptEvent, type TaskMessage } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawFor } from '../../src/rules/verification/index.js';
import { leased, TestCompute } from '../TestCompute.js';
import { answer, newDevice, on, TestDevices } from '../TestDevices.js';

let compute: TestCompute;
let devices: TestDevices;

beforeAll(async () => {
  compute = await TestCompute.start();
  await compute.openFleet();
  devices = new TestDevices(compute, (await compute.publish()).slug);
});

afterAll(() => compute.close());

describe('a bait', () => {
  /** An attempt for which a bait is drawn. */
  const baitingAttempt = () => {
    for (;;) {
      const id = newId('attempt');
      if (drawFor(compute.services.drawSecret, id, 'bait') < 0.01) return id;
    }
  };

  it('is a task that others confirmed, asked for like any other, and what is said of it counts', async () => {
    const model = (await compute.publish()).slug;
    const known = await devices.newRun(model);
    await compute.settle(answer(known.run, newDevice(), 'known'));
    const [second] = await devices.newRunsOf(known.id, [known.run]);
    await compute.settle(answer(second ?? known.run, newDevice(), 'known'));
    const [right, wrong] = [newDevice(), newDevice()];
    const baits: TaskMessage[] = [];
    for (const device of [right, wrong]) {
      const { run } = await devices.newRun(model);
      await compute.settle([on(leased(run, baitingAttempt()), device)]);
      baits.push(...(await devices.newRunsOf(known.id, [known.run, ...baits])));
    }
    expect(baits).toHaveLength(2);
    expect(baits[0]).toMatchObject({ jobId: known.id, input: known.run.input });
    expect(baits[0]?.excludedOwners).toHaveLength(2);
    const [lease, result] = answer(baits[0] ?? known.run, right, 'known') as [AttemptEvent, AttemptEvent];
    await compute.settle([lease]);
    expect(await compute.taskMessages(known.id)).toHaveLength(2);
    await compute.settle([result]);
    expect(await compute.taskMessages(known.id)).toHaveLength(1);
    await compute.settle(answer(baits[1] ?? known.run, wrong, 'made up'));
    const standings = 'select judged, wrong from device_standing where device_id = ?';
    expect(await devices.rows(standings, right.deviceId)).toEqual([{ judged: 1, wrong: 0 }]);
    expect(await devices.rows(standings, wrong.deviceId)).toEqual([{ judged: 1, wrong: 1 }]);
    expect(
      await devices.rows(
        "select output from attempts where state = 'INVALID' and device_id = ?",
        wrong.deviceId,
      ),
    ).toEqual([{ output: { type: 'inline', json: 'made up' } }]);
    expect(await devices.look(known.id)).toMatchObject({ state: 'SUCCEEDED', task: { output: 'known' } });
    expect(await compute.taskMessages(known.id)).toEqual([]);
    // Whoever has had all there is gets none.
    const { run } = await devices.newRun(model);
    await compute.settle([on(leased(run, baitingAttempt()), right)]);
    expect(await compute.taskMessages(known.id)).toEqual([]);
  });
});
