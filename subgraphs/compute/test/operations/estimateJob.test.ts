import { afterAll, beforeAll, expect, it } from 'vitest';
import { additionItem, leased, succeeded, TestCompute } from '../TestCompute.js';

const query = `query ($input: EstimateJobInput!) { estimateJob(input: $input) {
  items backlog devices totalRunMs durationMs slowDurationMs
  runTimes { deviceId samples p50Ms p95Ms } runTimesByDevice { deviceId samples p50Ms p95Ms }
} }`;

let compute: TestCompute;
let slug: string;
let fleetId: string;
beforeAll(async () => {
  compute = await TestCompute.start();
  fleetId = await compute.openFleet();
  ({ slug } = await compute.publish());
});
afterAll(() => compute.close());

const estimate = async (input: object = {}) =>
  (await compute.get<{ estimateJob: object }>(query, { input: { model: slug, items: 10, ...input } }))
    .estimateJob;

it('knows nothing of a model that never ran', async () => {
  expect(await estimate()).toEqual({
    items: 10,
    backlog: 0,
    devices: 0,
    totalRunMs: null,
    durationMs: null,
    slowDurationMs: null,
    runTimes: null,
    runTimesByDevice: [],
  });
});

it('goes by what devices measured, and by what waits for the fleet', async () => {
  const id = await compute.submit({ model: slug, items: Array.from({ length: 4 }, () => additionItem) });
  const tasks = await compute.taskMessages(id);
  const runs = [
    ['dev_1', 10],
    ['dev_1', 20],
    ['dev_2', 30],
  ] as const;
  await compute.settle(
    runs.flatMap(([deviceId, runMs], index) => {
      const task = tasks[index];
      if (task === undefined) throw new Error('a task is missing');
      const attempt = `att_estimate_${index}`;
      return [
        { ...leased(task, attempt), deviceId },
        { ...succeeded(task, attempt), deviceId, runMs },
      ];
    }),
  );
  expect(await estimate()).toEqual({
    items: 10,
    backlog: 1,
    devices: 2,
    totalRunMs: 200,
    durationMs: 120,
    slowDurationMs: 6 * 29,
    runTimes: { deviceId: null, samples: 3, p50Ms: 20, p95Ms: 29 },
    runTimesByDevice: [
      { deviceId: 'dev_1', samples: 2, p50Ms: 15, p95Ms: 19.5 },
      { deviceId: 'dev_2', samples: 1, p50Ms: 30, p95Ms: 30 },
    ],
  });
  expect(await estimate({ priority: 9 })).toMatchObject({ backlog: 0, durationMs: 100 });
  const other = await compute.openFleet();
  expect(await estimate({ fleetId: other })).toMatchObject({ backlog: 0, devices: 0, runTimes: null });
  expect(await estimate({ fleetId })).toMatchObject({ devices: 2 });
});

it.each<[string, object]>([
  ['JOB_EMPTY', { items: 0 }],
  ['JOB_TOO_LARGE', { items: 1_000_000 }],
  ['PRIORITY_INVALID', { priority: 10 }],
  ['MODEL_NOT_FOUND', { model: 'nothing' }],
  ['FLEET_NOT_FOUND', { fleetId: 'nothing' }],
])('answers %s to %j', async (code, change) => {
  expect(await compute.refusal(query, { input: { model: slug, items: 10, ...change } })).toBe(code);
});
