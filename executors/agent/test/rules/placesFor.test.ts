import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placesFor } from '../../src/rules/placesFor.js';

describe('placesFor', () => {
  it.each<[string, Parameters<typeof placesFor>, number]>([
    ['a place a core and some to fetch ahead, where nothing is known', [2, 2, null], 4],
    ['no more where one at a time is best', [2, 2, { size: 1, msPerTask: 0.1 }], 4],
    ['two batches a core, where they are soon done', [2, 2, { size: 32, msPerTask: 0.1 }], 128],
    ['what is done in a quarter of a second', [1, 2, { size: 32, msPerTask: 25 }], 10],
    ['never less than without', [2, 2, { size: 32, msPerTask: 10_000 }], 4],
  ])('gives %s', (_, given, places) => {
    expect(placesFor(...given)).toBe(places);
  });

  it('holds no more than a quarter of a second of work for each core beyond what it always does', () => {
    const sizes = fc.constantFrom(1, 2, 4, 8, 16, 32);
    const times = fc.double({ min: 0.01, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.nat(8),
        fc.tuple(sizes, times),
        (cores, prefetch, [size, msPerTask]) => {
          const places = placesFor(cores, prefetch, { size, msPerTask });
          expect(places).toBeGreaterThanOrEqual(cores + prefetch);
          if (places > cores + prefetch) expect((places / cores) * msPerTask).toBeLessThanOrEqual(250.001);
        },
      ),
    );
  });
});
