import type { Point } from './geometry.js';

/**
 * The convex hull of points, without collinear ones, in a constant turning direction.
 * Andrew's monotone chain: A. M. Andrew, Information Processing Letters 9 (1979).
 */
export function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((left, right) => left[0] - right[0] || left[1] - right[1]);
  const lower = halfHull(sorted);
  const upper = halfHull(sorted.toReversed());
  if (lower.length + upper.length <= 2) return sorted.slice(0, 1);
  return [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

function halfHull(sorted: readonly Point[]): readonly Point[] {
  const chain: Point[] = [];
  for (const point of sorted) {
    while (chain.length >= 2 && !turns(chain.at(-2), chain.at(-1), point)) chain.pop();
    chain.push(point);
  }
  return chain;
}

/** True when the path from `a` over `b` to `c` turns to the hull's side. */
function turns(a: Point | undefined, b: Point | undefined, c: Point): boolean {
  if (a === undefined || b === undefined) return true;
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0;
}
