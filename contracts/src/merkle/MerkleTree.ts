import { emptyRoot, leafHash, nodeHash } from './merkleHash.js';
import { completeNodes, consistencyParts, inclusionParts, type LeafRange } from './nodes.js';

/** Where the hashes of complete subtrees come from: memory, a table, or tiles. `index` counts from the left, `level` from the leaves. */
export type NodeSource = (level: number, index: number) => Uint8Array;

/**
 * The hash of the tree over some of the leaves, from the complete subtrees in them. `range.start` must be where such a part of a tree
 * begins, as those that {@link inclusionParts} and {@link consistencyParts} name do.
 */
export function rangeHash(nodes: NodeSource, { start, end }: LeafRange): Uint8Array {
  const hashes = completeNodes(start, end).map(({ level, index }) => nodes(level, index));
  const last = hashes.pop();
  return last === undefined ? emptyRoot() : hashes.reduceRight((right, left) => nodeHash(left, right), last);
}

/** The hashes that prove a leaf's place in the tree over the first `size` leaves, from the leaf up. */
export function inclusionProof(nodes: NodeSource, leaf: number, size: number): readonly Uint8Array[] {
  if (!Number.isInteger(leaf) || leaf < 0 || leaf >= size) throw new RangeError('no such leaf in this tree');
  return inclusionParts(leaf, size).map((part) => rangeHash(nodes, part));
}

/** The hashes that prove that the tree over the first `earlier` leaves is the beginning of that over the first `size`. */
export function consistencyProof(nodes: NodeSource, earlier: number, size: number): readonly Uint8Array[] {
  if (!Number.isInteger(earlier) || earlier < 0 || earlier > size)
    throw new RangeError('no such earlier tree');
  return consistencyParts(earlier, size).map((part) => rangeHash(nodes, part));
}

/** An RFC 6962 tree in memory, to which leaves are appended. A hundred bytes a leaf. */
export class MerkleTree {
  readonly #levels: Uint8Array[][] = [[]];

  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  get root(): Uint8Array {
    return this.rootOf(this.size);
  }

  /** The root of the tree over the first so many leaves. */
  rootOf(size: number): Uint8Array {
    if (size > this.size) throw new RangeError('the tree has not so many leaves');
    return rangeHash(this.node, { start: 0, end: size });
  }

  append(leaf: Uint8Array): void {
    this.appendHash(leafHash(leaf));
  }

  /** Appends a leaf of which only the hash is known. */
  appendHash(hash: Uint8Array): void {
    let [level, added] = [0, hash];
    for (;;) {
      const row = (this.#levels[level] ??= []);
      row.push(added);
      const left = row[row.length - 2];
      if (row.length % 2 === 1 || left === undefined) return;
      added = nodeHash(left, added);
      level += 1;
    }
  }

  inclusionProof(leaf: number, size = this.size): readonly Uint8Array[] {
    return inclusionProof(this.node, leaf, size);
  }

  consistencyProof(earlier: number, size = this.size): readonly Uint8Array[] {
    return consistencyProof(this.node, earlier, size);
  }

  readonly node: NodeSource = (level, index) => {
    const hash = this.#levels[level]?.[index];
    if (hash === undefined) throw new RangeError('the tree has no such complete subtree');
    return hash;
  };
}
