import type { Point } from './geometry.js';

/** A grid of numbers, row by row. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly values: Float32Array;
}

/** Pixels of one row from `start` up to but without `end`. */
interface Run {
  readonly y: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Groups the cells above `threshold` that touch, corners included. A region is given as the corner points
 * of its rows' ends: enough for its convex hull. Regions come in the order of their topmost row.
 */
export function connectedRegions(grid: Grid, threshold: number): readonly (readonly Point[])[] {
  const runs: Run[] = [];
  const parents: number[] = [];
  let previousStart = 0;
  for (let y = 0; y < grid.height; y++) {
    const rowStart = runs.length;
    addRunsOfRow(grid, y, { threshold, runs });
    for (let index = rowStart; index < runs.length; index++) parents.push(index);
    joinRows(runs, parents, { previousStart, rowStart });
    previousStart = rowStart;
  }
  return collect(runs, parents);
}

function addRunsOfRow(grid: Grid, y: number, into: { threshold: number; runs: Run[] }): void {
  const { width, values } = grid;
  const offset = y * width;
  let start = -1;
  for (let x = 0; x < width; x++) {
    const above = (values[offset + x] ?? 0) > into.threshold;
    if (above && start < 0) start = x;
    if (!above && start >= 0) {
      into.runs.push({ y, start, end: x });
      start = -1;
    }
  }
  if (start >= 0) into.runs.push({ y, start, end: width });
}

/** Walks two neighbouring rows side by side and unites runs that touch. */
function joinRows(
  runs: readonly Run[],
  parents: number[],
  rows: { previousStart: number; rowStart: number },
): void {
  let above = rows.previousStart;
  let below = rows.rowStart;
  for (;;) {
    const [upper, lower] = [runs[above], runs[below]];
    if (upper === undefined || lower === undefined || above >= rows.rowStart) return;
    if (upper.start <= lower.end && lower.start <= upper.end) unite(parents, above, below);
    if (upper.end < lower.end) above++;
    else below++;
  }
}

function unite(parents: number[], left: number, right: number): void {
  const [a, b] = [rootOf(parents, left), rootOf(parents, right)];
  parents[Math.max(a, b)] = Math.min(a, b);
}

function rootOf(parents: number[], index: number): number {
  let root = index;
  while (parents[root] !== root) root = parents[root] ?? root;
  for (let step = index; step !== root;) {
    const next = parents[step] ?? root;
    parents[step] = root;
    step = next;
  }
  return root;
}

function collect(runs: readonly Run[], parents: number[]): readonly (readonly Point[])[] {
  const regions = new Map<number, Point[]>();
  for (const [index, { y, start, end }] of runs.entries()) {
    const root = rootOf(parents, index);
    const points = regions.get(root) ?? [];
    points.push([start, y], [end, y], [start, y + 1], [end, y + 1]);
    regions.set(root, points);
  }
  return [...regions.values()];
}
