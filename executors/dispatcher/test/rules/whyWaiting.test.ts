import { describe, expect, it } from 'vitest';
import { whyWaiting, type Candidate } from '../../src/rules/whyWaiting.js';
import type { DeviceRights } from '../../src/rules/whyNotHere.js';

const task = {
  fleetId: 'flt_1',
  communityId: 'com_1',
  runner: 'tensor',
  excludedOwners: [],
  privacy: 'TRUSTED',
  regions: ['DE'],
} as const;

function candidate(over: Partial<DeviceRights> = {}, unavailable: string | null = null): Candidate {
  const rights: DeviceRights = {
    fleetId: 'flt_1',
    communityId: 'com_1',
    ownerId: 'per_1',
    vouched: true,
    region: 'DE',
    runners: ['tensor'],
    ...over,
  };
  return { rights, unavailable };
}

describe('whyWaiting', () => {
  it.each<[readonly Candidate[], string]>([
    [[], 'no device of its fleet is connected'],
    [[candidate()], 'it is about to get a device'],
    [[candidate({}, 'busy'), candidate()], 'it is about to get a device'],
    [
      [candidate({}, 'paused: on battery'), candidate({ region: 'FR' })],
      'no device that may run it is free: paused: on battery',
    ],
    [
      [candidate({ vouched: false }), candidate({ region: 'FR' }), candidate({ region: 'FR' })],
      'no connected device may run it: the task may only run in DE, and the device stands in FR (2 of 3); ' +
        'the task is TRUSTED, and no operator vouches for the device (1 of 3)',
    ],
  ])('of %j is "%s"', (candidates, reason) => {
    expect(whyWaiting(candidates, task)).toBe(reason);
  });

  it('tells no more than three reasons, however many regions devices stand in', () => {
    const many = ['FR', 'US', 'JP', 'IT', 'ES'].map((region) => candidate({ region }));
    expect(whyWaiting(many, task).split(';')).toHaveLength(3);
  });
});
