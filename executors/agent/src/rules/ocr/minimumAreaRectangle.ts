import { convexHull } from './convexHull.js';
import type { Point, RotatedRectangle } from './geometry.js';

/**
 * The smallest rectangle of any orientation around points (at least one). One of its sides lies on an
 * edge of the convex hull: H. Freeman and R. Shapira, Communications of the ACM 18 (1975).
 */
export function minimumAreaRectangle(points: readonly Point[]): RotatedRectangle {
  const hull = convexHull(points);
  let best = rectangleAlong(hull, 0);
  for (const [index, from] of hull.entries()) {
    const to = hull[(index + 1) % hull.length] ?? from;
    const candidate = rectangleAlong(hull, Math.atan2(to[1] - from[1], to[0] - from[0]));
    // The margin keeps an axis-aligned answer where rounding alone would tilt it.
    if (candidate.width * candidate.height < best.width * best.height - 1e-9) best = candidate;
  }
  return best;
}

function rectangleAlong(hull: readonly Point[], angle: number): RotatedRectangle {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of hull) {
    const along = x * cos + y * sin;
    const across = y * cos - x * sin;
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const [along, across] = [(left + right) / 2, (top + bottom) / 2];
  const center: Point = [along * cos - across * sin, along * sin + across * cos];
  return { center, width: right - left, height: bottom - top, angle };
}
