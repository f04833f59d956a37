import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cornersOf, type Quadrilateral } from '../../../src/rules/ocr/geometry.js';
import { orientCorners } from '../../../src/rules/ocr/orientCorners.js';
import { readingOrder } from '../../../src/rules/ocr/readingOrder.js';

interface Line {
  readonly name: string;
  readonly box: Quadrilateral;
}

function line(name: string, x: number, y: number): Line {
  return { name, box: orientCorners({ center: [x, y], width: 100, height: 20, angle: 0 }) };
}

const names = (lines: readonly Line[]): string => lines.map(({ name }) => name).join(' ');

describe('readingOrder', () => {
  it('reads rows from the top and each row from the left', () => {
    const lines = [line('d', 300, 62), line('a', 100, 20), line('c', 100, 60), line('b', 300, 23)];
    expect(names(readingOrder(lines))).toBe('a b c d');
  });

  it('does not take neighbouring rows for one, though they overlap a little', () => {
    expect(names(readingOrder([line('b', 100, 35), line('a', 300, 20)]))).toBe('a b');
  });

  it('gives the same order however the lines come', () => {
    const grid = [0, 1, 2, 3].flatMap((row) =>
      [0, 1, 2].map((column) => line(`${row}${column}`, column * 150, row * 40)),
    );
    const expected = names(grid);
    fc.assert(
      fc.property(fc.shuffledSubarray(grid, { minLength: grid.length }), (lines) => {
        expect(names(readingOrder(lines))).toBe(expected);
      }),
    );
  });

  it('reads a tilted page as if it were upright', () => {
    const angle = 0.25;
    const turned = (name: string, x: number, y: number): Line => {
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const center = [x * cos - y * sin, x * sin + y * cos] as const;
      return { name, box: orientCorners({ center, width: 100, height: 20, angle }) };
    };
    const lines = [turned('c', 0, 40), turned('b', 400, 0), turned('d', 400, 40), turned('a', 0, 0)];
    expect(names(readingOrder(lines))).toBe('a b c d');
  });
});

describe('orientCorners', () => {
  it('starts top left and goes clockwise, for any side the rectangle is named by', () => {
    const rectangle = fc.record({
      center: fc.constant([500, 500] as const),
      width: fc.integer({ min: 60, max: 300 }),
      height: fc.integer({ min: 10, max: 40 }),
      angle: fc.double({ min: -0.7, max: 0.7, noNaN: true }),
    });
    fc.assert(
      fc.property(rectangle, fc.integer({ min: 0, max: 1 }), (given, quarter) => {
        const { width, height, angle } = given;
        const same =
          quarter === 0 ? given : { ...given, width: height, height: width, angle: angle + Math.PI / 2 };
        const expected = cornersOf(given);
        orientCorners(same).forEach(([x, y], index) => {
          expect(x).toBeCloseTo(expected[index]?.[0] ?? NaN, 6);
          expect(y).toBeCloseTo(expected[index]?.[1] ?? NaN, 6);
        });
      }),
    );
  });
});
