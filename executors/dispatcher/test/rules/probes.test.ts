import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { devicesToProbe, type RestingDevice } from '../../src/rules/probes.js';
import { whyNotHere } from '../../src/rules/whyNotHere.js';

const place = { fleetId: 'flt_1', communityId: 'com_1', vouched: false, region: null };
const resting = (deviceId: string, restsUntil: number, ownerId = 'per_1'): RestingDevice => ({
  ...place,
  deviceId,
  ownerId,
  restsUntil,
  runners: ['tensor'],
});
const demands = { fleetId: 'flt_1', communityId: 'com_1', privacy: 'COMMUNITY', regions: null };
const task = { ...demands, runner: 'tensor' as const, excludedOwners: [] };

describe('devicesToProbe', () => {
  it('is nobody while a device in good standing may run what waits, busy or not', () => {
    const able = [{ ...place, ownerId: 'per_2', runners: ['tensor' as const] }];
    expect(devicesToProbe([task], { able, resting: [resting('dev_1', 9)] }).size).toBe(0);
  });

  it('is the device whose rest ends first, of those that may run it', () => {
    const able = [{ ...place, ownerId: 'per_2', runners: ['ocr' as const] }];
    const sides = { able, resting: [resting('dev_1', 9), resting('dev_2', 5), resting('dev_3', 1, 'per_3')] };
    expect([...devicesToProbe([{ ...task, excludedOwners: ['per_3'] }], sides)]).toEqual(['dev_2']);
  });

  it('leaves no task without a device that could have one', () => {
    const owner = fc.constantFrom('per_1', 'per_2', 'per_3');
    const runner = fc.constantFrom('tensor' as const, 'ocr' as const);
    const device = fc
      .record({ deviceId: fc.uuid(), restsUntil: fc.nat(), ownerId: owner, runners: fc.array(runner) })
      .map((each) => ({ ...place, ...each }));
    const tasks = fc.array(
      fc
        .record({ runner, excludedOwners: fc.subarray(['per_1', 'per_2', 'per_3']) })
        .map((each) => ({ ...demands, ...each })),
    );
    fc.assert(
      fc.property(tasks, fc.array(device), fc.array(device), (waiting, able, tired) => {
        const probed = devicesToProbe(waiting, { able, resting: tired });
        const given = [...able, ...tired.filter(({ deviceId }) => probed.has(deviceId))];
        for (const each of waiting) {
          const runnable = (one: (typeof able)[number]) => whyNotHere(one, each) === null;
          expect(given.some(runnable)).toBe([...able, ...tired].some(runnable));
        }
      }),
    );
  });
});
