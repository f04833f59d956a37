import { liesIn } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobPlacement, placementDigested } from '../../src/rules/jobPlacement.js';

const anywhere = { placement: { privacy: 'COMMUNITY', regions: null } };

describe('jobPlacement', () => {
  it.each([
    [{}, null, anywhere],
    [{ privacy: null, placement: null }, null, anywhere],
    [{ placement: {} }, null, anywhere],
    [{ privacy: 'TRUSTED' }, null, { placement: { privacy: 'TRUSTED', regions: null } }],
    [{ privacy: 'PUBLIC' }, ['DE'], { placement: { privacy: 'PUBLIC', regions: ['DE'] } }],
    [
      { placement: { regions: ['FR', 'DE-BY'] } },
      ['DE'],
      { placement: { privacy: 'COMMUNITY', regions: ['DE-BY'] } },
    ],
    [
      { placement: { regions: ['FR', 'DE'] } },
      null,
      { placement: { privacy: 'COMMUNITY', regions: ['DE', 'FR'] } },
    ],
    [
      { placement: { regions: ['FR'] } },
      ['DE', 'AT'],
      { complaint: 'PLACEMENT_IMPOSSIBLE', allowed: ['DE', 'AT'] },
    ],
    [{}, [], { complaint: 'PLACEMENT_IMPOSSIBLE', allowed: [] }],
    [{ privacy: 'SEALED' }, null, { complaint: 'PRIVACY_CLASS_NOT_SUPPORTED' }],
    [{ placement: { regions: [] } }, null, { complaint: 'REGIONS_INVALID' }],
    [{ placement: { regions: ['Germany'] } }, null, { complaint: 'REGIONS_INVALID' }],
    [{ placement: { regions: new Array<string>(61).fill('DE') } }, null, { complaint: 'REGIONS_INVALID' }],
  ] as const)('of %j where the community allows %j is %j', (asked, residency, verdict) => {
    expect(jobPlacement(asked, residency)).toEqual(verdict);
  });

  it('never lets a job run where its community does not allow it, nor where it did not ask to', () => {
    const region = fc.constantFrom('DE', 'DE-BY', 'FR', 'FR-75');
    const some = fc.option(fc.array(region, { minLength: 1, maxLength: 3 }));
    const within = (areas: readonly string[] | null, one: string) =>
      areas === null || areas.some((area) => liesIn(one, area));
    fc.assert(
      fc.property(some, some, region, (regions, residency, device) => {
        const verdict = jobPlacement({ placement: { regions } }, residency);
        const runs = 'placement' in verdict && within(verdict.placement.regions, device);
        expect(runs).toBe(within(regions, device) && within(residency, device));
      }),
    );
  });
});

describe('placementDigested', () => {
  it.each([
    [{}, {}],
    [{ privacy: 'COMMUNITY', placement: { regions: null } }, {}],
    [{ privacy: 'TRUSTED' }, { privacy: 'TRUSTED' }],
    [{ placement: { regions: ['FR', 'DE', 'FR'] } }, { regions: ['DE', 'FR'] }],
  ] as const)('of %j is %j, so that what says the same is the same', (asked, digested) => {
    expect(placementDigested(asked)).toEqual(digested);
  });
});
