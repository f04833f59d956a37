import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noRunTimes, withRunTime } from '../../src/rules/runTimes.js';

const times = (values: readonly number[]) => values.reduce(withRunTime, noRunTimes);

describe('run times', () => {
  it.each<[string, readonly number[], number | null]>([
    ['unknown of too few', [1, 1, 1, 1, 1, 1, 1], null],
    ['the longest of few', [3, 1, 2, 8, 5, 4, 7, 6], 8],
    ['the 19th of twenty', Array.from({ length: 20 }, (_, place) => 20 - place), 19],
    [
      'of the latest 64 only',
      [...Array.from({ length: 64 }, () => 9_000), ...Array.from({ length: 64 }, () => 5)],
      5,
    ],
  ])('have a 95th percentile that is %s', (_case, values, p95) => {
    expect(times(values).p95Ms).toBe(p95);
  });

  it('keep no more than 64, and tell a measured time that few of them exceed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 8, maxLength: 200 }), (values) => {
        const { latest, p95Ms } = times(values);
        expect(latest).toEqual(values.slice(-64));
        expect(latest).toContain(p95Ms);
        expect(latest.filter((each) => each > (p95Ms ?? 0)).length).toBeLessThanOrEqual(0.05 * latest.length);
      }),
    );
  });
});
