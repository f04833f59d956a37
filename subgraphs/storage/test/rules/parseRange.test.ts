import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from '../../src/rules/parseRange.js';

describe('parseRange', () => {
  it.each([
    ['bytes=0-0', 10, { kind: 'part', range: { start: 0, end: 1 } }],
    ['bytes=2-4', 10, { kind: 'part', range: { start: 2, end: 5 } }],
    ['bytes=5-', 10, { kind: 'part', range: { start: 5, end: 10 } }],
    ['bytes=-3', 10, { kind: 'part', range: { start: 7, end: 10 } }],
    ['bytes=-30', 10, { kind: 'part', range: { start: 0, end: 10 } }],
    ['bytes=5-500', 10, { kind: 'part', range: { start: 5, end: 10 } }],
    ['BYTES= 1 - 2 ', 10, { kind: 'part', range: { start: 1, end: 3 } }],
    ['bytes=10-', 10, { kind: 'unsatisfiable' }],
    ['bytes=-0', 10, { kind: 'unsatisfiable' }],
    ['bytes=0-', 0, { kind: 'unsatisfiable' }],
    [undefined, 10, { kind: 'whole' }],
    ['bytes=-', 10, { kind: 'whole' }],
    ['bytes=4-2', 10, { kind: 'whole' }],
    ['bytes=0-1,3-4', 10, { kind: 'whole' }],
    ['items=0-1', 10, { kind: 'whole' }],
    ['bytes=a-b', 10, { kind: 'whole' }],
    ['bytes=9999999999999999-', 10, { kind: 'whole' }],
  ])('reads %s of %i bytes', (header, bytes, expected) => {
    expect(parseRange(header, bytes)).toEqual(expected);
  });

  it('never answers a part that is empty or outside the blob', () => {
    const place = fc.oneof(fc.constant(''), fc.nat(2_000).map(String));
    fc.assert(
      fc.property(place, place, fc.nat(1_000), (first, last, bytes) => {
        const decision = parseRange(`bytes=${first}-${last}`, bytes);
        if (decision.kind !== 'part') return;
        const { start, end } = decision.range;
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(bytes);
      }),
    );
  });
});
