import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commonRegions, liesIn, regionSchema } from '../src/region.js';

const region = fc.constantFrom('DE', 'DE-BY', 'DE-B', 'FR', 'FR-75', 'US', 'US-CA');
const regions = fc.option(fc.array(region, { maxLength: 5 }));
const allows = (areas: readonly string[] | null, one: string) =>
  areas === null || areas.some((area) => liesIn(one, area));

describe('a region', () => {
  it.each(['DE', 'DE-BY', 'FR-75', 'GB-ENG'])('can be %s', (text) => {
    expect(regionSchema.safeParse(text).success).toBe(true);
  });

  it.each(['', 'de', 'DEU', 'DE-', 'DE-by', 'EU west', 'DE-BAYERN'])('cannot be "%s"', (text) => {
    expect(regionSchema.safeParse(text).success).toBe(false);
  });

  it.each([
    ['DE-BY', 'DE', true],
    ['DE', 'DE', true],
    ['DE', 'DE-BY', false],
    ['DE-BY', 'DE-B', false],
    ['FR', 'DE', false],
  ])('%s lies in %s: %s', (one, area, verdict) => {
    expect(liesIn(one, area)).toBe(verdict);
  });
});

describe('commonRegions', () => {
  it.each([
    [null, null, null],
    [null, ['DE'], ['DE']],
    [['FR', 'DE', 'DE-BY', 'FR'], null, ['DE', 'FR']],
    [['DE', 'FR'], ['DE-BY', 'US'], ['DE-BY']],
    [['DE-BY', 'DE'], ['DE'], ['DE']],
    [['DE'], ['FR'], []],
    [[], ['FR'], []],
  ])('of %j and %j is %j', (some, others, common) => {
    expect(commonRegions(some, others)).toEqual(common);
  });

  it('allows exactly what both allow', () => {
    fc.assert(
      fc.property(regions, regions, region, (some, others, one) => {
        expect(allows(commonRegions(some, others), one)).toBe(allows(some, one) && allows(others, one));
      }),
    );
  });

  it('does not depend on the order', () => {
    fc.assert(
      fc.property(fc.array(region), fc.array(region), (some, others) => {
        expect(commonRegions(some, others)).toEqual(commonRegions(others, some));
      }),
    );
  });
});
