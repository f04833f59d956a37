import { liesIn } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyNotHere, type DeviceRights, type TaskDemands } from '../../src/rules/whyNotHere.js';

const device: DeviceRights = {
  fleetId: 'flt_1',
  communityId: 'com_1',
  ownerId: 'per_1',
  vouched: false,
  region: null,
  runners: ['tensor'],
};

const task: TaskDemands = {
  fleetId: 'flt_1',
  communityId: 'com_1',
  runner: 'tensor',
  excludedOwners: [],
  privacy: 'COMMUNITY',
  regions: null,
};

const vouched = { vouched: true };
const inBavaria = { region: 'DE-BY' };

describe('whyNotHere', () => {
  it.each<[Partial<DeviceRights>, Partial<TaskDemands>]>([
    [{}, {}],
    [{ communityId: 'com_2' }, { privacy: 'PUBLIC' }],
    [vouched, { privacy: 'TRUSTED' }],
    [inBavaria, { regions: ['FR', 'DE'] }],
    [inBavaria, { regions: ['DE-BY'] }],
    [inBavaria, {}],
  ])('lets a device %j have a task %j', (ofDevice, ofTask) => {
    expect(whyNotHere({ ...device, ...ofDevice }, { ...task, ...ofTask })).toBeNull();
  });

  it.each<[Partial<DeviceRights>, Partial<TaskDemands>, string]>([
    [{ fleetId: 'flt_2' }, { privacy: 'PUBLIC' }, 'the task belongs to another fleet'],
    [{ communityId: 'com_2' }, {}, 'the task belongs to another community'],
    [{ ...vouched, communityId: 'com_2' }, { privacy: 'TRUSTED' }, 'the task belongs to another community'],
    [{}, { privacy: 'TRUSTED' }, 'the task is TRUSTED, and no operator vouches for the device'],
    [vouched, { privacy: 'SEALED' }, 'the privacy class "SEALED" is not known here'],
    [vouched, { privacy: '' }, 'the privacy class "" is not known here'],
    [vouched, { privacy: 'constructor' }, 'the privacy class "constructor" is not known here'],
    [{ runners: ['ocr'] }, {}, 'the device has no runner "tensor"'],
    [{}, { excludedOwners: ['per_1'] }, 'a device of the same owner had the task before'],
    [
      {},
      { regions: ['DE', 'FR'] },
      'the task may only run in DE, FR, and no operator said where the device stands',
    ],
    [
      inBavaria,
      { regions: ['FR', 'DE-BE'] },
      'the task may only run in FR, DE-BE, and the device stands in DE-BY',
    ],
    [{ region: 'DE' }, { regions: ['DE-BY'] }, 'the task may only run in DE-BY, and the device stands in DE'],
    [inBavaria, { regions: [] }, 'the task may only run in no region at all, and the device stands in DE-BY'],
  ])('tells of a device %j and a task %j why: %s', (ofDevice, ofTask, reason) => {
    expect(whyNotHere({ ...device, ...ofDevice }, { ...task, ...ofTask })).toBe(reason);
  });

  it('gives a task to no device that its class or its regions forbid, whatever else is so', () => {
    const place = fc.option(fc.constantFrom('DE', 'DE-BY', 'FR'));
    fc.assert(
      fc.property(
        fc.record({
          communityId: fc.constantFrom('com_1', 'com_2'),
          vouched: fc.boolean(),
          region: place,
        }),
        fc.record({
          privacy: fc.oneof(fc.constantFrom('PUBLIC', 'COMMUNITY', 'TRUSTED'), fc.string()),
          regions: fc.option(fc.subarray(['DE', 'DE-BY', 'FR'])),
        }),
        (ofDevice, ofTask) => {
          if (whyNotHere({ ...device, ...ofDevice }, { ...task, ...ofTask }) !== null) return;
          const { communityId, region } = ofDevice;
          expect(['PUBLIC', 'COMMUNITY', 'TRUSTED']).toContain(ofTask.privacy);
          if (ofTask.privacy !== 'PUBLIC') expect(communityId).toBe('com_1');
          if (ofTask.privacy === 'TRUSTED') expect(ofDevice.vouched).toBe(true);
          if (ofTask.regions !== null)
            expect(ofTask.regions.some((area) => region !== null && liesIn(region, area))).toBe(true);
        },
      ),
    );
  });
});
