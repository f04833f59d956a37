import { distance, type Point, type Quadrilateral } from './geometry.js';

/** Share of the lower line's height that two lines must have in common to stand in one row. */
const rowOverlap = 0.5;

interface Placed<T> {
  readonly item: T;
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
}

/**
 * Puts lines in reading order: rows from top to bottom, in a row from left to right. Lines are in one row
 * when they overlap vertically by half. A tilted page is judged upright: by the median angle of its lines.
 */
export function readingOrder<T extends { readonly box: Quadrilateral }>(lines: readonly T[]): readonly T[] {
  const angle = medianAngle(lines.map(({ box }) => box));
  const placed = lines.map((line) => place(line, angle)).toSorted((left, right) => left.top - right.top);
  const rows: Placed<T>[][] = [];
  for (const line of placed) {
    const row = rows.find((candidate) => candidate.some((member) => sharesRow(member, line)));
    if (row === undefined) rows.push([line]);
    else row.push(line);
  }
  return rows
    .toSorted((left, right) => middleOf(left) - middleOf(right))
    .flatMap((row) => row.toSorted((left, right) => left.x - right.x).map(({ item }) => item));
}

function medianAngle(boxes: readonly Quadrilateral[]): number {
  const wide = boxes.filter(([topLeft, topRight, , bottomLeft]) => isWide(topLeft, topRight, bottomLeft));
  const angles = wide
    .map(([topLeft, topRight]) => Math.atan2(topRight[1] - topLeft[1], topRight[0] - topLeft[0]))
    .toSorted((left, right) => left - right);
  return angles[Math.floor(angles.length / 2)] ?? 0;
}

/** A short box tells nothing certain about the page's tilt. */
function isWide(topLeft: Point, topRight: Point, bottomLeft: Point): boolean {
  return distance(topLeft, topRight) >= 2 * distance(topLeft, bottomLeft);
}

function place<T extends { readonly box: Quadrilateral }>(item: T, angle: number): Placed<T> {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const x = item.box.reduce((sum, corner) => sum + corner[0], 0) / 4;
  const y = item.box.reduce((sum, corner) => sum + corner[1], 0) / 4;
  const across = y * cos - x * sin;
  const height = (distance(item.box[0], item.box[3]) + distance(item.box[1], item.box[2])) / 2;
  return { item, x: x * cos + y * sin, top: across - height / 2, bottom: across + height / 2 };
}

function sharesRow<T>(one: Placed<T>, other: Placed<T>): boolean {
  const overlap = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  const lower = Math.min(one.bottom - one.top, other.bottom - other.top);
  // Two lines far apart in height (a heading beside small print) still share a row only by their middles.
  return overlap > rowOverlap * lower && Math.max(one.bottom - one.top, other.bottom - other.top) < 3 * lower;
}

function middleOf<T>(row: readonly Placed<T>[]): number {
  return row.reduce((sum, { top, bottom }) => sum + (top + bottom) / 2, 0) / Math.max(1, row.length);
}
