import { runnerNames } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceOffer } from '../../src/rules/DeviceOffer.js';
import { evenShare } from '../../src/rules/fairShare.js';
import { matchTask } from '../../src/rules/matchTask.js';
import type { TaskNeed } from '../../src/rules/TaskNeed.js';
import { whyNotHere } from '../../src/rules/whyNotHere.js';

const device = (over: Partial<DeviceOffer> = {}): DeviceOffer => ({
  deviceId: 'dev_1',
  fleetId: 'flt_1',
  communityId: 'com_1',
  ownerId: 'per_1',
  vouched: false,
  region: null,
  runners: ['tensor'],
  models: new Set(),
  inputs: new Set(),
  roundTripMs: null,
  cores: 4,
  memoryBytes: 2 ** 32,
  freePlaces: 1,
  capacity: 4,
  turnaroundMs: new Map(),
  claims: new Map(),
  joules: new Map(),
  ...over,
});

const task = (over: Partial<TaskNeed> = {}): TaskNeed => ({
  taskId: 'tsk_1',
  fleetId: 'flt_1',
  communityId: 'com_1',
  modelVersionId: 'mdv_1',
  runner: 'tensor',
  excludedOwners: [],
  privacy: 'COMMUNITY',
  regions: null,
  inputs: ['bafyin'],
  artifacts: [{ role: 'model', cid: 'bafy1', bytes: 20_000_000 }],
  priority: 5,
  waitedMs: 0,
  leftMs: null,
  ...over,
});

const place = { fleetId: fc.constantFrom('flt_1', 'flt_2'), communityId: fc.constantFrom('com_1', 'com_2') };
const offers = fc.array(
  fc
    .record({
      ...place,
      deviceId: fc.uuid(),
      ownerId: fc.constantFrom('per_1', 'per_2'),
      vouched: fc.boolean(),
      region: fc.option(fc.constantFrom('DE-BY', 'FR', 'FR-75')),
      roundTripMs: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
      runners: fc.subarray([...runnerNames]),
      freePlaces: fc.integer({ min: 0, max: 3 }),
      memoryBytes: fc.integer({ min: 1_000, max: 2 ** 34 }),
      measured: fc.option(fc.integer({ min: 1, max: 60_000 })),
    })
    .map(({ measured, ...over }) =>
      device({ ...over, turnaroundMs: new Map(measured === null ? [] : [['mdv_1', measured]]) }),
    ),
  { maxLength: 6 },
);
const needs = fc.array(
  fc
    .record({
      ...place,
      taskId: fc.uuid(),
      runner: fc.constantFrom(...runnerNames),
      excludedOwners: fc.subarray(['per_1', 'per_2']),
      priority: fc.integer({ min: 0, max: 9 }),
      privacy: fc.constantFrom('PUBLIC', 'COMMUNITY', 'TRUSTED', 'UNHEARD'),
      regions: fc.option(fc.subarray(['DE', 'FR-75'])),
      waitedMs: fc.nat(3_600_000),
    })
    .map(task),
  { maxLength: 6 },
);

describe('matchTask', () => {
  it('finds work for an idle device whenever there is some it may do, and none otherwise', () => {
    fc.assert(
      fc.property(offers, needs, (devices, tasks) => {
        const possible = devices.some(
          (one) => one.freePlaces > 0 && tasks.some((need) => whyNotHere(one, need) === null),
        );
        const match = matchTask(devices, tasks, evenShare);
        expect(match !== null).toBe(possible);
        if (match === null) return;
        const chosen = devices.find(({ deviceId }) => deviceId === match.deviceId);
        const need = tasks.find(({ taskId }) => taskId === match.taskId);
        expect(chosen && need && whyNotHere(chosen, need)).toBeNull();
        expect(chosen?.freePlaces).toBeGreaterThan(0);
        expect(match.placement.reasons.length).toBeGreaterThan(0);
      }),
    );
  });

  it.each([
    ['the model is on it', { models: new Set(['bafy1']) }, {}],
    [
      'it is the faster',
      { turnaroundMs: new Map([['mdv_1', 100]]) },
      { turnaroundMs: new Map([['mdv_1', 900]]) },
    ],
    ['the model fits its memory', {}, { memoryBytes: 40_000_000 }],
    [
      'the inputs are on it',
      { inputs: new Set(['bafyin', 'bafyother']) },
      { inputs: new Set(['bafyother']) },
    ],
    ['it answers sooner', { roundTripMs: 20 }, { roundTripMs: 180 }],
    ['it takes less energy', { joules: new Map([['mdv_1', 1]]) }, { joules: new Map([['mdv_1', 9]]) }],
    ['it tells what energy it takes', { joules: new Map([['mdv_1', 9]]) }, {}],
    ['it has more places free', { freePlaces: 4 }, { freePlaces: 1 }],
  ])('prefers a device when %s', (_reason, better, worse) => {
    const devices = [
      device({ ...worse, deviceId: 'dev_worse' }),
      device({ ...better, deviceId: 'dev_better' }),
    ];
    expect(matchTask(devices, [task()], evenShare)?.deviceId).toBe('dev_better');
  });

  it.each([
    ['of higher priority', { priority: 9 }, { priority: 1 }],
    ['that waited longer', { waitedMs: 30_000 }, { priority: 9 }],
    ['whose model is there', { artifacts: [] }, {}],
  ])('prefers a task %s', (_reason, better, worse) => {
    const tasks = [task({ ...worse, taskId: 'tsk_worse' }), task({ ...better, taskId: 'tsk_better' })];
    expect(matchTask([device()], tasks, evenShare)?.taskId).toBe('tsk_better');
  });

  it('says for every point why, and that it was the turn of the community', () => {
    const devices = [
      device({ models: new Set(['bafy1']) }),
      device({ deviceId: 'dev_2', communityId: 'com_2' }),
    ];
    const match = matchTask(devices, [task(), task({ taskId: 'tsk_2', communityId: 'com_2' })], evenShare);
    expect(match?.placement.reasons).toEqual([
      '+10 the model is on the device',
      '+5 turnaround not yet measured',
      '+5 the model fits its memory',
      '+0.8 1 of 4 places free',
      '+5 priority 5',
      "its community's turn among 2",
    ]);
    expect(match?.placement.score).toBe(25.8);
  });

  it('shares the places of a fleet between two communities', () => {
    const devices = [device({ deviceId: 'dev_1' }), device({ deviceId: 'dev_2', communityId: 'com_2' })];
    const tasks = [task({ priority: 9 }), task({ taskId: 'tsk_2', communityId: 'com_2', priority: 0 })];
    let share = evenShare;
    const turns = Array.from({ length: 10 }, () => {
      const match = matchTask(devices, tasks, share);
      share = match?.share ?? share;
      return match?.taskId;
    });
    expect(turns.filter((taskId) => taskId === 'tsk_2')).toHaveLength(5);
  });
});
