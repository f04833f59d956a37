import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedRegions, type Grid } from '../../../src/rules/ocr/connectedRegions.js';
import { defaultTextRegionOptions, textRegions, unclip } from '../../../src/rules/ocr/textRegions.js';

function gridOf(rows: readonly string[]): Grid {
  const width = rows[0]?.length ?? 0;
  const values = Float32Array.from(rows.join(''), (cell) => (cell === '#' ? 0.9 : cell === '+' ? 0.4 : 0));
  return { width, height: rows.length, values };
}

/** Counts regions the slow, obvious way. */
function floodCount({ width, height, values }: Grid): number {
  const seen = new Set<number>();
  const flood = (start: number): void => {
    const stack = [start];
    for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
      const [x, y] = [cell % width, Math.floor(cell / width)];
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          const [nx, ny] = [x + dx, y + dy];
          const next = ny * width + nx;
          if (nx < 0 || ny < 0 || nx >= width || ny >= height || seen.has(next)) continue;
          if ((values[next] ?? 0) <= 0.3) continue;
          seen.add(next);
          stack.push(next);
        }
      }
    }
  };
  let count = 0;
  values.forEach((value, cell) => {
    if (value <= 0.3 || seen.has(cell)) return;
    seen.add(cell);
    count++;
    flood(cell);
  });
  return count;
}

describe('connectedRegions', () => {
  it('unites cells that touch at a corner, and branches that meet later', () => {
    expect(connectedRegions(gridOf(['#...#', '.#.#.', '..#..']), 0.3)).toHaveLength(1);
    expect(connectedRegions(gridOf(['##..##', '......', '##..##']), 0.3)).toHaveLength(4);
  });

  it('finds as many regions as flooding does', () => {
    const grid = fc
      .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
      .chain(([width, height]) =>
        fc
          .array(fc.boolean(), { minLength: width * height, maxLength: width * height })
          .map((cells): Grid => ({ width, height, values: Float32Array.from(cells, Number) })),
      );
    fc.assert(fc.property(grid, (map) => connectedRegions(map, 0.3).length === floodCount(map)));
  });
});

describe('textRegions', () => {
  const block = [
    '............',
    '.##########.',
    '.##########.',
    '.##########.',
    '.##########.',
    '............',
  ];

  it('boxes a core and grows it by area × ratio / perimeter', () => {
    const [region, ...others] = textRegions(gridOf(block), { ...defaultTextRegionOptions, unclipRatio: 1.4 });
    expect(others).toHaveLength(0);
    // 10 × 4 cells: margin 40 × 1.4 / 28 = 2 on each side.
    expect(region).toMatchObject({ width: 14, height: 8 });
    expect(region?.center).toEqual([6, 3]);
  });

  it('drops specks and regions of low probability', () => {
    expect(textRegions(gridOf(['......', '.##...', '.##...', '......']))).toHaveLength(0);
    expect(textRegions(gridOf(block.map((row) => row.replaceAll('#', '+'))))).toHaveLength(0);
  });

  it('grows nothing by a ratio of zero', () => {
    const core = { center: [1, 2] as const, width: 30, height: 5, angle: 0.3 };
    expect(unclip(core, 0)).toEqual(core);
  });
});
