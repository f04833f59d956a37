import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSummand, microjoulesBetween, parseMicrojoules } from '../../../src/rules/observations/rapl.js';

describe('RAPL', () => {
  it.each([
    ['intel-rapl:0', 'package-0', true],
    ['intel-rapl:1', 'package-1', true],
    ['intel-rapl:0:2', 'dram', true],
    ['intel-rapl:0:0', 'core', false],
    ['intel-rapl:0:1', 'uncore', false],
    ['intel-rapl:1', 'psys', false],
    ['intel-rapl-mmio:0', 'package-0', false],
    ['intel-rapl', '', false],
  ])('%s with the name "%s" is a summand: %s', (folder, name, verdict) => {
    expect(isSummand({ folder, name })).toBe(verdict);
  });

  it('counts on where a counter begins anew', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1 }), (start, moved, range) => {
        fc.pre(moved < range);
        const before = start % range;
        expect(microjoulesBetween(before, (before + moved) % range, range)).toBe(moved);
      }),
    );
  });

  it.each([
    ['262143328850\n', 262_143_328_850],
    ['0', 0],
    ['', null],
    ['-1\n', null],
    ['1.5', null],
    ['12\n34\n', null],
  ])('reads %j as %s', (text, value) => {
    expect(parseMicrojoules(text)).toBe(value);
  });
});
