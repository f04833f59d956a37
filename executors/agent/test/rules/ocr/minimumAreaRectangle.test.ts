import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convexHull } from '../../../src/rules/ocr/convexHull.js';
import { cornersOf, type Point, type RotatedRectangle } from '../../../src/rules/ocr/geometry.js';
import { minimumAreaRectangle } from '../../../src/rules/ocr/minimumAreaRectangle.js';

const point = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }));
const points = fc.array(point, { minLength: 1, maxLength: 40 });

function contains({ center, width, height, angle }: RotatedRectangle, [x, y]: Point): boolean {
  const [dx, dy] = [x - center[0], y - center[1]];
  const along = Math.abs(dx * Math.cos(angle) + dy * Math.sin(angle));
  const across = Math.abs(dy * Math.cos(angle) - dx * Math.sin(angle));
  return along <= width / 2 + 1e-6 && across <= height / 2 + 1e-6;
}

describe('minimumAreaRectangle', () => {
  it('contains every point', () => {
    fc.assert(
      fc.property(points, (all) => {
        const rectangle = minimumAreaRectangle(all);
        return all.every((one) => contains(rectangle, one));
      }),
    );
  });

  it('is never larger than the upright bounding box', () => {
    fc.assert(
      fc.property(points, (all) => {
        const [xs, ys] = [all.map(([x]) => x), all.map(([, y]) => y)];
        const upright = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
        const { width, height } = minimumAreaRectangle(all);
        return width * height <= upright + 1e-6;
      }),
    );
  });

  it.each([0, 10, 33, -20, 80])('finds a rectangle turned by %d degrees again', (degrees) => {
    const given: RotatedRectangle = {
      center: [50, 60],
      width: 80,
      height: 20,
      angle: (degrees * Math.PI) / 180,
    };
    const found = minimumAreaRectangle(cornersOf(given));
    expect(found.width * found.height).toBeCloseTo(1600, 6);
    expect(found.center[0]).toBeCloseTo(50, 6);
    expect(found.center[1]).toBeCloseTo(60, 6);
    expect([found.width, found.height].toSorted((a, b) => a - b)[0]).toBeCloseTo(20, 6);
  });

  it('gives a single point no area', () => {
    expect(minimumAreaRectangle([[3, 4]])).toMatchObject({ center: [3, 4], width: 0, height: 0 });
  });
});

describe('convexHull', () => {
  it('drops points inside and on the edges', () => {
    const square: Point[] = [
      [0, 0],
      [4, 0],
      [4, 4],
      [0, 4],
    ];
    const hull = convexHull([...square, [2, 2], [2, 0], [4, 1]]);
    expect(hull).toHaveLength(4);
    expect(hull).toEqual(expect.arrayContaining(square));
  });
});
