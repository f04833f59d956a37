import { createHash } from 'node:crypto';
import type { ByteRange } from '../rules/parseRange.js';
import { chunkBytes, digestBytes, leafBytes, leafCount } from '../unixfs/chunkBytes.js';
import { unixfsRoot } from '../unixfs/unixfsRoot.js';
import type { DiskReader } from './Disk.js';

/** Thrown when bytes on the disk are not those their CID names. */
export class DamagedContentError extends Error {
  constructor(readonly reason: string) {
    super(`stored content is damaged: ${reason}`);
  }
}

/** What the bytes of a blob must be. */
export interface ExpectedContent {
  readonly cid: string;
  readonly bytes: number;
  readonly leafDigests: Uint8Array;
}

/**
 * Reads part of a blob, one verified chunk of at most 1 MiB at a time: no byte is yielded before the SHA-256 of its
 * leaf was found to be the one that leads to the CID. Throws a {@link DamagedContentError} at the first that is not.
 */
export async function* readVerified(
  reader: DiskReader,
  expected: ExpectedContent,
  range: ByteRange,
): AsyncGenerator<Buffer, void, undefined> {
  checkOutline(reader, expected);
  const lastByte = Math.max(range.start, range.end - 1);
  for (
    let index = Math.floor(range.start / chunkBytes);
    index <= Math.floor(lastByte / chunkBytes);
    index++
  ) {
    const leaf = await readLeaf(reader, expected, index);
    const leafStart = index * chunkBytes;
    yield leaf.subarray(Math.max(0, range.start - leafStart), Math.max(0, range.end - leafStart));
  }
}

/** The digests are data like any other: they count only when the DAG above them has the CID as its root. */
function checkOutline(reader: DiskReader, expected: ExpectedContent): void {
  if (reader.bytes !== expected.bytes)
    throw new DamagedContentError(`the file has ${reader.bytes} bytes instead of ${expected.bytes}`);
  const fits = expected.leafDigests.length === leafCount(expected.bytes) * digestBytes;
  if (!fits || unixfsRoot(expected.leafDigests, expected.bytes) !== expected.cid)
    throw new DamagedContentError('the leaf digests do not lead to the CID');
}

async function readLeaf(reader: DiskReader, expected: ExpectedContent, index: number): Promise<Buffer> {
  const leaf = Buffer.allocUnsafe(leafBytes(expected.bytes, index));
  const filled = await reader.read(leaf, index * chunkBytes);
  if (filled !== leaf.length) throw new DamagedContentError(`chunk ${index} is too short`);
  const digest = createHash('sha256').update(leaf).digest();
  const wanted = expected.leafDigests.subarray(index * digestBytes, (index + 1) * digestBytes);
  if (!digest.equals(wanted)) throw new DamagedContentError(`chunk ${index} does not have its hash`);
  return leaf;
}
