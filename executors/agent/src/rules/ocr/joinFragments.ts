import { cornersOf, type RotatedRectangle } from './geometry.js';

/** Share of the lower fragment's height that both must have in common to be of one line. */
const leastOverlap = 0.6;

/** Gap left between grown fragments of one line, as a share of its height. */
const widestGap = 0.3;

/** A fragment this much higher than the other is of another line. */
const mostHeightRatio = 1.6;

/**
 * Joins the pieces of one line: the detector breaks large print at its word gaps. Pieces belong together when
 * one continues the other at the same height and they nearly touch after growing: that spans a word gap, no gutter.
 */
export function joinFragments(regions: readonly RotatedRectangle[]): readonly RotatedRectangle[] {
  let joined = regions.map(levelled).toSorted((left, right) => right.width - left.width);
  // Each round that changes anything leaves fewer regions, so the rounds end.
  for (let before = Infinity; joined.length < before;) {
    before = joined.length;
    joined = joinOnce(joined);
  }
  return joined;
}

function joinOnce(regions: readonly RotatedRectangle[]): RotatedRectangle[] {
  const lines: RotatedRectangle[] = [];
  for (const region of regions) {
    const index = lines.findIndex((line) => continues(line, region));
    const line = lines[index];
    if (line === undefined) lines.push(region);
    else lines[index] = union(line, region);
  }
  return lines;
}

/** Names the sides so that `width` is the one within 45° of level. */
function levelled(region: RotatedRectangle): RotatedRectangle {
  const quarter = Math.PI / 2;
  const turns = Math.round(region.angle / quarter);
  const angle = region.angle - turns * quarter;
  const sides = turns % 2 === 0 ? {} : { width: region.height, height: region.width };
  return { ...region, ...sides, angle };
}

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where `region` lies in the frame of `line`, whose centre is the origin. */
function extentIn(line: RotatedRectangle, region: RotatedRectangle): Extent {
  const [cos, sin] = [Math.cos(line.angle), Math.sin(line.angle)];
  const along = cornersOf(region).map(([x, y]) => (x - line.center[0]) * cos + (y - line.center[1]) * sin);
  const across = cornersOf(region).map(([x, y]) => (y - line.center[1]) * cos - (x - line.center[0]) * sin);
  return {
    left: Math.min(...along),
    right: Math.max(...along),
    top: Math.min(...across),
    bottom: Math.max(...across),
  };
}

function continues(line: RotatedRectangle, region: RotatedRectangle): boolean {
  // Tall boxes side by side are columns of vertical text.
  if (line.height > line.width && region.height > region.width) return false;
  if (region.height > mostHeightRatio * line.height) return false;
  // Much lower and yet long is small print; much lower and short is a dash or a quotation mark.
  if (line.height > mostHeightRatio * region.height && region.width > line.height) return false;
  const { left, right, top, bottom } = extentIn(line, region);
  const reach = line.width / 2 + widestGap * line.height;
  if (left > reach || right < -reach) return false;
  const overlap = Math.min(bottom, line.height / 2) - Math.max(top, -line.height / 2);
  return overlap >= leastOverlap * Math.min(line.height, bottom - top);
}

function union(line: RotatedRectangle, region: RotatedRectangle): RotatedRectangle {
  const extent = extentIn(line, region);
  const [left, right] = [Math.min(extent.left, -line.width / 2), Math.max(extent.right, line.width / 2)];
  const [top, bottom] = [Math.min(extent.top, -line.height / 2), Math.max(extent.bottom, line.height / 2)];
  const [along, across] = [(left + right) / 2, (top + bottom) / 2];
  const [cos, sin] = [Math.cos(line.angle), Math.sin(line.angle)];
  return {
    center: [line.center[0] + along * cos - across * sin, line.center[1] + along * sin + across * cos],
    width: right - left,
    height: bottom - top,
    angle: line.angle,
  };
}
