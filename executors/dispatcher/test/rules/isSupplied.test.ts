import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSupplied, supplyMs } from '../../src/rules/isSupplied.js';

describe('isSupplied', () => {
  it.each([
    ['most of many places are in use', { places: 16, running: 9, sinceLeasedMs: 0 }, true],
    ['half of them are free', { places: 16, running: 8, sinceLeasedMs: 0 }, false],
    ['the last lease was a while ago', { places: 16, running: 15, sinceLeasedMs: supplyMs }, false],
    ['there are few places', { places: 15, running: 14, sinceLeasedMs: 0 }, false],
  ])('%s', (_, supply, expected) => {
    expect(isSupplied(supply)).toBe(expected);
  });

  it('never lets a device wait that could run out of work, nor any for long', () => {
    const counts = { places: fc.nat(1_000), running: fc.nat(1_000), sinceLeasedMs: fc.nat(100) };
    fc.assert(
      fc.property(fc.record(counts), (supply) => {
        if (isSupplied(supply)) {
          expect(supply.running).toBeGreaterThan(supply.places / 2);
          expect(supply.sinceLeasedMs).toBeLessThan(supplyMs);
        }
      }),
    );
  });
});
