import { emptyRoot, hashBytes, nodeHash } from './merkleHash.js';
import { rangeHash, type NodeSource } from './MerkleTree.js';
import type { NodePlace } from './nodes.js';

/** Levels of a tree in one tile, and hashes in a full one (C2SP tlog-tiles). */
export const tileLevels = 8;
export const tileWidth = 2 ** tileLevels;

/** A tile: the hashes `index · 256` to `index · 256 + 255` of the tree's level `level · 8`, as many as there are. */
export interface TilePlace {
  readonly level: number;
  readonly index: number;
}

export interface Tile extends TilePlace {
  /** One hash after the other, of 32 bytes each. */
  readonly hashes: Uint8Array;
}

/** The tile that a complete subtree's hash is in, or follows from. */
export function tileOf({ level, index }: NodePlace): TilePlace {
  const first = index * 2 ** (level % tileLevels);
  return { level: Math.floor(level / tileLevels), index: Math.floor(first / tileWidth) };
}

/** The tiles at the right edge of a tree of so many leaves that are not full: what it takes to go on with it, and to know its root. */
export function edgeTiles(size: number): readonly TilePlace[] {
  const places: TilePlace[] = [];
  for (let [level, count] = [0, size]; count > 0; level += 1) {
    if (count % tileWidth !== 0) places.push({ level, index: Math.floor(count / tileWidth) });
    count = Math.floor(count / tileWidth);
  }
  return places;
}

/** What names a tile among those of a tree. */
export function tileName({ level, index }: TilePlace): string {
  return `${level}/${index}`;
}

/** The hashes of a tree as tiles have them. Throws RangeError where a tile is missing, or has not enough of them. */
export function nodesOfTiles(tiles: Iterable<Tile>): NodeSource {
  const known = new Map([...tiles].map((tile) => [tileName(tile), tile.hashes]));
  const hashIn = (place: TilePlace, at: number): Uint8Array => {
    const hash = known.get(tileName(place))?.subarray(at * hashBytes, (at + 1) * hashBytes);
    if (hash?.length !== hashBytes) throw new RangeError(`tile ${tileName(place)} has no hash ${at}`);
    return hash;
  };
  return (level, index) => {
    const place = tileOf({ level, index });
    const leaves = 2 ** (level % tileLevels);
    const first = (index * leaves) % tileWidth;
    return hashOver(Array.from({ length: leaves }, (_, at) => hashIn(place, first + at)));
  };
}

/** The hash of a complete subtree over some hashes, whose number is a power of two. */
function hashOver(hashes: readonly Uint8Array[]): Uint8Array {
  const [first = emptyRoot(), ...more] = hashes;
  if (more.length === 0) return first;
  const middle = hashes.length / 2;
  return nodeHash(hashOver(hashes.slice(0, middle)), hashOver(hashes.slice(middle)));
}

/** A tree that goes on: how many leaves it has now, its root, and the tiles that are new or other than they were. */
export interface GrownTree {
  readonly size: number;
  readonly root: Uint8Array;
  readonly tiles: readonly Tile[];
}

/**
 * A tree of `size` leaves with more of them.
 * @param edge the tiles that {@link edgeTiles} names
 * @param added the hashes of the new leaves, in order
 */
export function growTree(size: number, edge: Iterable<Tile>, added: readonly Uint8Array[]): GrownTree {
  const before = new Map([...edge].map((tile) => [tileName(tile), tile.hashes]));
  const changed: Tile[] = [];
  let row = added;
  for (let [level, count] = [0, size]; row.length > 0; level += 1) {
    const tiles = growRow({ level, count, row, before });
    changed.push(...tiles);
    row = tiles.filter(({ hashes }) => hashes.length === tileWidth * hashBytes).map(rootOfTile);
    count = Math.floor(count / tileWidth);
  }
  const grown = size + added.length;
  const unchanged = [...edge].filter((tile) => !changed.some((other) => tileName(other) === tileName(tile)));
  const nodes = nodesOfTiles([...unchanged, ...changed]);
  return { size: grown, root: rangeHash(nodes, { start: 0, end: grown }), tiles: changed };
}

interface Row {
  readonly level: number;
  /** Hashes of this level so far. */
  readonly count: number;
  readonly row: readonly Uint8Array[];
  readonly before: ReadonlyMap<string, Uint8Array>;
}

/** The tiles of one level that more hashes go into. */
function growRow({ level, count, row, before }: Row): readonly Tile[] {
  const tiles: Tile[] = [];
  for (let taken = 0; taken < row.length;) {
    const index = Math.floor((count + taken) / tileWidth);
    const held = (count + taken) % tileWidth;
    const start = held === 0 ? new Uint8Array() : before.get(tileName({ level, index }));
    if (start?.length !== held * hashBytes) throw new RangeError(`tile ${level}/${index} is not as it was`);
    const more = row.slice(taken, taken + tileWidth - held);
    tiles.push({ level, index, hashes: Buffer.concat([start, ...more]) });
    taken += more.length;
  }
  return tiles;
}

/** The hash over a full tile, which is in a tile of the level above. */
function rootOfTile({ hashes }: Tile): Uint8Array {
  return hashOver(
    Array.from({ length: tileWidth }, (_, at) => hashes.subarray(at * hashBytes, (at + 1) * hashBytes)),
  );
}
