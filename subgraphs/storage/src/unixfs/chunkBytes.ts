/** Bytes of content in one leaf block: the `unixfs-v1-2025` profile cuts files at every MiB. */
export const chunkBytes = 1_048_576;

/** Bytes of one leaf's SHA-256 digest. */
export const digestBytes = 32;

/** Number of leaves of a file; an empty file has one empty leaf. */
export function leafCount(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / chunkBytes));
}

/** Bytes in one leaf of a file: all are full but the last. */
export function leafBytes(bytes: number, index: number): number {
  return Math.min(chunkBytes, bytes - index * chunkBytes);
}
