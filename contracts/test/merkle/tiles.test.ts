import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from '../../src/merkle/merkleHash.js';
import { consistencyProof, inclusionProof, MerkleTree } from '../../src/merkle/MerkleTree.js';
import { completeNodes, consistencyParts, inclusionParts } from '../../src/merkle/nodes.js';
import { edgeTiles, growTree, nodesOfTiles, tileName, tileOf, type Tile } from '../../src/merkle/tiles.js';

const leafAt = (index: number) => leafHash(Buffer.from(`leaf ${index}`));

/** A tree in memory, and the same kept in tiles, some leaves at a time. */
function grow(steps: readonly number[]) {
  const tree = new MerkleTree();
  const tiles = new Map<string, Tile>();
  let size = 0;
  for (const step of steps) {
    const added = Array.from({ length: step }, (_, index) => leafAt(size + index));
    for (const hash of added) tree.appendHash(hash);
    const edge = edgeTiles(size).map((place) => tiles.get(tileName(place)));
    const grown = growTree(
      size,
      edge.flatMap((tile) => tile ?? []),
      added,
    );
    for (const tile of grown.tiles) tiles.set(tileName(tile), tile);
    size += step;
    expect(grown.size).toBe(size);
    expect(Buffer.from(grown.root)).toEqual(Buffer.from(tree.root));
  }
  return { tree, tiles, size };
}

describe('a tree in tiles', () => {
  it('has the root of the same tree in memory, however it grew', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 6 }), (steps) => {
        grow(steps);
      }),
      { numRuns: 15 },
    );
  });

  it.each([255, 256, 257, 65_535, 65_536])('of %i leaves goes on by one', (size) => {
    grow([size, 1, 1]);
  });

  it('proves what the same tree in memory proves, with no other tiles than those of the parts', () => {
    const { tree, tiles, size } = grow([60_000, 7_000]);
    const some = (parts: readonly { readonly start: number; readonly end: number }[]) => {
      const places = parts.flatMap(({ start, end }) => completeNodes(start, end)).map(tileOf);
      return nodesOfTiles(places.flatMap((place) => tiles.get(tileName(place)) ?? []));
    };
    for (const leaf of [0, 1, 255, 256, 30_000, 65_535, 65_536, size - 1])
      expect(inclusionProof(some(inclusionParts(leaf, size)), leaf, size)).toEqual(
        tree.inclusionProof(leaf, size),
      );
    for (const earlier of [1, 255, 256, 257, 40_000, 65_536, size - 1])
      expect(consistencyProof(some(consistencyParts(earlier, size)), earlier, size)).toEqual(
        tree.consistencyProof(earlier, size),
      );
  });

  it('does not go on from tiles that are missing, or are not as they were', () => {
    const { tiles } = grow([300]);
    const [leaves] = edgeTiles(300);
    expect(leaves).toEqual({ level: 0, index: 1 });
    expect(() => growTree(300, [], [leafAt(300)])).toThrow(RangeError);
    const short = [...tiles.values()].map((tile) => ({ ...tile, hashes: tile.hashes.subarray(32) }));
    expect(() => growTree(300, short, [leafAt(300)])).toThrow(RangeError);
  });
});
