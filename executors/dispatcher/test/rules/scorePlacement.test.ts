import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceOffer } from '../../src/rules/DeviceOffer.js';
import { explainPlacement, scorePairing } from '../../src/rules/scorePlacement.js';

const device: DeviceOffer = {
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
  freePlaces: 4,
  capacity: 4,
  turnaroundMs: new Map(),
  claims: new Map(),
  joules: new Map(),
};

const task = {
  taskId: 'tsk_1',
  fleetId: 'flt_1',
  communityId: 'com_1',
  modelVersionId: 'mdv_1',
  runner: 'tensor',
  excludedOwners: [],
  privacy: 'COMMUNITY',
  regions: null,
  artifacts: [{ role: 'model', cid: 'bafymodel', bytes: 20_000_000 }],
  inputs: ['bafyone', 'bafytwo'],
  priority: 0,
  waitedMs: 0,
  leftMs: null,
} as const;

const pairing = (over: Partial<DeviceOffer>, inputs: readonly string[] = task.inputs) => ({
  device: { ...device, ...over },
  task: { ...task, inputs },
  fastestMs: null,
  leastJoules: 2,
});

const plain = scorePairing(pairing({}));

describe('scorePlacement', () => {
  it.each<readonly [string, Partial<DeviceOffer>, readonly string[], number]>([
    ['all inputs are there', { inputs: new Set(['bafyone', 'bafytwo']) }, task.inputs, 10],
    ['one input is missing', { inputs: new Set(['bafyone']) }, task.inputs, 0],
    ['it has no blobs among its inputs', { inputs: new Set(['bafyone']) }, [], 0],
    ['it answers at once', { roundTripMs: 0.4 }, task.inputs, 0],
    ['it answers in 80 ms', { roundTripMs: 80 }, task.inputs, -0.8],
    ['it answers in a minute', { roundTripMs: 60_000 }, task.inputs, -2],
    ['it takes least', { joules: new Map([['mdv_1', 2]]) }, task.inputs, 2],
    ['it takes four times that', { joules: new Map([['mdv_1', 8]]) }, task.inputs, 0.5],
    ['it takes nothing', { joules: new Map([['mdv_1', 0]]) }, task.inputs, 2],
    ['only another model was measured', { joules: new Map([['mdv_2', 1]]) }, task.inputs, 0],
  ])('when %s, it makes a difference of its own', (...[, over, inputs, points]) => {
    expect(scorePairing(pairing(over, inputs)) - plain).toBeCloseTo(points);
  });

  it('says so in words', () => {
    const { reasons } = explainPlacement(
      pairing({
        inputs: new Set(task.inputs),
        roundTripMs: 120.4,
        joules: new Map([['mdv_1', 3.456]]),
      }),
    );
    expect(reasons).toEqual(
      expect.arrayContaining([
        '+10 its inputs are on the device',
        '−1.2 it answers in 120 ms',
        '+1.2 a task takes 3.5 J, the least 2.0 J',
      ]),
    );
  });

  describe('of a device that was not measured', () => {
    const claiming = (msPerItem: number, fastestMs: number | null) => ({
      ...pairing({ claims: new Map([['mdv_1', { provider: 'webgpu', msPerItem }]]) }),
      fastestMs,
    });
    const measured = (ownMs: number, fastestMs: number) => ({
      ...pairing({ turnaroundMs: new Map([['mdv_1', ownMs]]) }),
      fastestMs,
    });

    it.each([
      ['as the fastest that was measured', 20, 20, 0],
      ['five times that', 100, 20, -4],
      ['next to nothing', 0.001, 20, 3],
      ['anything, where nobody was measured', 0.001, null, 0],
    ])('it counts a little that it says it takes %s', (...[, says, fastestMs, points]) => {
      const silent = { ...pairing({}), fastestMs };
      expect(scorePairing(claiming(says, fastestMs)) - scorePairing(silent)).toBeCloseTo(points);
    });

    it('says whose word it is', () => {
      expect(explainPlacement(claiming(12.34, 20)).reasons).toContain(
        '+8 says it takes 12 ms on webgpu, the fastest 20 ms',
      );
    });

    it('never wins by its word over the fastest that was measured, nor says anything once it was measured itself', () => {
      const time = fc.double({ min: 1e-6, max: 1e9, noNaN: true });
      fc.assert(
        fc.property(time, time, time, (says, own, fastestMs) => {
          expect(scorePairing(claiming(says, fastestMs))).toBeLessThan(
            scorePairing(measured(fastestMs, fastestMs)),
          );
          const both = measured(own, Math.min(own, fastestMs));
          const { claims } = claiming(says, fastestMs).device;
          expect(scorePairing({ ...both, device: { ...both.device, claims } })).toBe(scorePairing(both));
        }),
      );
    });
  });

  it('weighs distance and energy no more than two points each, so that they only choose among equals', () => {
    fc.assert(
      fc.property(
        fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
        fc.option(fc.double({ min: 0, max: 1e9, noNaN: true })),
        (roundTripMs, joules) => {
          const measured = new Map(joules === null ? [] : [['mdv_1', joules]]);
          const leastJoules = joules === null ? 2 : Math.min(2, joules);
          const score = scorePairing({ ...pairing({ roundTripMs, joules: measured }), leastJoules });
          expect(Math.abs(score - plain)).toBeLessThanOrEqual(2.05);
        },
      ),
    );
  });
});
