import { describe, expect, it } from 'vitest';
import type { RotatedRectangle } from '../../../src/rules/ocr/geometry.js';
import { joinFragments } from '../../../src/rules/ocr/joinFragments.js';

function at(x: number, y: number, size: number | readonly [width: number, height: number]): RotatedRectangle {
  const [width, height] = typeof size === 'number' ? [size, 40] : size;
  return { center: [x, y], width, height, angle: 0 };
}

describe('joinFragments', () => {
  it('joins pieces of one line that touch, however many', () => {
    const joined = joinFragments([at(50, 20, 100), at(145, 22, 100), at(240, 20, 100)]);
    expect(joined).toHaveLength(1);
    expect(joined[0]?.width).toBeCloseTo(290);
  });

  it.each([
    ['columns with a gutter between', [at(50, 20, 100), at(200, 20, 100)]],
    ['lines below one another', [at(50, 20, 100), at(50, 55, 100)]],
    ['a heading beside small print', [at(50, 40, [100, 80]), at(140, 40, [90, 20])]],
    ['tall boxes side by side', [at(20, 100, [30, 200]), at(50, 100, [30, 200])]],
  ])('keeps %s apart', (_, regions) => {
    expect(joinFragments(regions)).toHaveLength(2);
  });

  it('joins along a tilted line and keeps its tilt', () => {
    const angle = 0.2;
    const next: RotatedRectangle = {
      ...at(50 + 95 * Math.cos(angle), 50 + 95 * Math.sin(angle), 100),
      angle,
    };
    const joined = joinFragments([{ ...at(50, 50, 100), angle }, next]);
    expect(joined).toHaveLength(1);
    expect(joined[0]?.angle).toBeCloseTo(angle);
    expect(joined[0]?.height).toBeCloseTo(40);
  });

  it('takes a rectangle given by its other side for the same', () => {
    const quarter = { center: [145, 20] as const, width: 40, height: 100, angle: Math.PI / 2 };
    expect(joinFragments([at(50, 20, 100), quarter])).toHaveLength(1);
  });
});
