import { cornersOf, type Point, type Quadrilateral, type RotatedRectangle } from './geometry.js';

/**
 * The corners of a rectangle clockwise from the one that is top left on the page, for lines tilted by
 * less than 45°: of the two leftmost corners the upper, of the two rightmost the upper, and so on.
 */
export function orientCorners(rectangle: RotatedRectangle): Quadrilateral {
  const [a, b, c, d] = sortByX(cornersOf(rectangle));
  const [topLeft, bottomLeft] = a[1] <= b[1] ? [a, b] : [b, a];
  const [topRight, bottomRight] = c[1] <= d[1] ? [c, d] : [d, c];
  return [topLeft, topRight, bottomRight, bottomLeft];
}

function sortByX(corners: Quadrilateral): Quadrilateral {
  const byX = (left: Point, right: Point): number => left[0] - right[0] || left[1] - right[1];
  const [a = corners[0], b = corners[1], c = corners[2], d = corners[3]] = corners.toSorted(byX);
  return [a, b, c, d];
}
