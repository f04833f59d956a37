/**
 * A complete subtree: the one over leaves `index · 2^level` to `(index + 1) · 2^level - 1`. Once its leaves are there its hash never
 * changes, so that it can be kept.
 */
export interface NodePlace {
  readonly level: number;
  readonly index: number;
}

/** The complete subtrees that leaves `start` to `end - 1` fall into, from the left; `start` a multiple of any of their sizes. */
export function completeNodes(start: number, end: number): readonly NodePlace[] {
  const places: NodePlace[] = [];
  for (let at = start; at < end;) {
    let level = 0;
    while (at % (2 * 2 ** level) === 0 && at + 2 * 2 ** level <= end) level += 1;
    places.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return places;
}

/** The largest power of two below a number of at least 2: where a tree of so many leaves divides. */
export function splitOf(size: number): number {
  let split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

/** Leaves `start` to `end - 1`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** The parts of a tree whose hashes prove that a leaf is in it: those beside its way up, from the leaf to the root (RFC 6962, 2.1.1). */
export function inclusionParts(leaf: number, size: number): readonly LeafRange[] {
  const parts: LeafRange[] = [];
  for (let [start, end] = [0, size]; end - start > 1;) {
    const middle = start + splitOf(end - start);
    if (leaf < middle) {
      parts.push({ start: middle, end });
      end = middle;
    } else {
      parts.push({ start, end: middle });
      start = middle;
    }
  }
  return parts.reverse();
}

/** The parts whose hashes prove that a tree is the beginning of another: those of PROOF(m, D[n]) in RFC 6962, 2.1.2. */
export function consistencyParts(earlier: number, size: number): readonly LeafRange[] {
  const parts: LeafRange[] = [];
  let isWhole = true;
  let [start, end] = [0, size];
  if (earlier === 0 || earlier === size) return parts;
  for (let left = earlier; left !== end - start;) {
    const split = splitOf(end - start);
    const middle = start + split;
    if (left <= split) {
      parts.push({ start: middle, end });
      end = middle;
    } else {
      parts.push({ start, end: middle });
      isWhole = false;
      left -= split;
      start = middle;
    }
  }
  if (!isWhole) parts.push({ start, end });
  return parts.reverse();
}
