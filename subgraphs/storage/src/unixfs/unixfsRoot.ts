import { createHash } from 'node:crypto';
import * as dagPb from '@ipld/dag-pb';
import { UnixFS } from 'ipfs-unixfs';
import { CID } from 'multiformats/cid';
import * as raw from 'multiformats/codecs/raw';
import { create as createDigest } from 'multiformats/hashes/digest';
import { digestBytes, leafBytes, leafCount } from './chunkBytes.js';

const sha256Code = 0x12;

/** Most links of one node in the `unixfs-v1-2025` profile. */
const nodeWidth = 1_024;

interface DagNode {
  readonly cid: CID;
  /** Bytes of the file below this node. */
  readonly contentBytes: number;
  /** Bytes of all blocks of this subtree: the node's `Tsize` in its parent. */
  readonly treeBytes: number;
}

/**
 * The CID of a file of the `unixfs-v1-2025` profile (CIDv1, 1 MiB raw leaves, SHA-256, balanced, 1,024 links a node),
 * from the SHA-256 digests of its leaves in order. The content itself is not needed.
 * Throws a RangeError when the number of digests does not fit the number of bytes.
 * @see https://specs.ipfs.tech/ipips/ipip-0499/
 */
export function unixfsRoot(leafDigests: Uint8Array, bytes: number): string {
  const count = leafCount(bytes);
  if (leafDigests.length !== count * digestBytes)
    throw new RangeError('the leaf digests do not fit the file size');
  const leafAt = (index: number) => leafNode(leafDigests, bytes, index);
  if (count === 1) return String(leafAt(0).cid);
  let level = parentsOf(count, leafAt);
  while (level.length > 1) level = parentsOf(level.length, itemOf(level));
  return String(itemOf(level)(0).cid);
}

function leafNode(leafDigests: Uint8Array, bytes: number, index: number): DagNode {
  const digest = leafDigests.subarray(index * digestBytes, (index + 1) * digestBytes);
  const size = leafBytes(bytes, index);
  return {
    cid: CID.createV1(raw.code, createDigest(sha256Code, digest)),
    contentBytes: size,
    treeBytes: size,
  };
}

/** One level up: each 1,024 nodes become the children of one. Nodes are made as they are needed. */
function parentsOf(count: number, nodeAt: (index: number) => DagNode): DagNode[] {
  const parents: DagNode[] = [];
  for (let start = 0; start < count; start += nodeWidth) {
    const width = Math.min(nodeWidth, count - start);
    parents.push(parentOf(Array.from({ length: width }, (_, offset) => nodeAt(start + offset))));
  }
  return parents;
}

function itemOf(level: readonly DagNode[]): (index: number) => DagNode {
  return (index) => {
    const node = level[index];
    if (node === undefined) throw new RangeError('no such node');
    return node;
  };
}

function parentOf(children: readonly DagNode[]): DagNode {
  const file = new UnixFS({
    type: 'file',
    blockSizes: children.map(({ contentBytes }) => BigInt(contentBytes)),
  });
  const Links = children.map(({ cid, treeBytes }) => ({ Name: '', Tsize: treeBytes, Hash: cid }));
  const block = dagPb.encode(dagPb.prepare({ Data: file.marshal(), Links }));
  const digest = createHash('sha256').update(block).digest();
  return {
    cid: CID.createV1(dagPb.code, createDigest(sha256Code, digest)),
    contentBytes: children.reduce((sum, child) => sum + child.contentBytes, 0),
    treeBytes: children.reduce((sum, child) => sum + child.treeBytes, block.length),
  };
}
