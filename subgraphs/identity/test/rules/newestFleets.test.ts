import { newId, type FleetRecord } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newestFleets } from '../../src/rules/newestFleets.js';

const fleets = [newId('fleet'), newId('fleet')];
const record = fc.record({
  fleetId: fc.constantFrom(...fleets),
  communityId: fc.constantFrom('com_1', 'com_2'),
  version: fc.integer({ min: 1, max: 5 }),
  enrollment: fc.constant({ policy: 'CLOSED', maxDevices: 1, maxDevicesPerOwner: 1 } as const),
});

describe('newestFleets', () => {
  it('has each fleet once in each community that claims it, with its highest version', () => {
    fc.assert(
      fc.property(fc.array(record), (records: readonly FleetRecord[]) => {
        const newest = [...newestFleets(records)];
        const found = newest.flatMap(([community, kept]) => {
          expect(kept.every(({ communityId }) => communityId === community)).toBe(true);
          return kept.map(({ communityId, fleetId, version }) => [`${communityId} ${fleetId}`, version]);
        });
        const highest = new Map<string, number>();
        for (const { communityId, fleetId, version } of records) {
          const key = `${communityId} ${fleetId}`;
          highest.set(key, Math.max(version, highest.get(key) ?? 0));
        }
        expect(new Map(found as [string, number][])).toEqual(highest);
        expect(found).toHaveLength(highest.size);
      }),
    );
  });
});
