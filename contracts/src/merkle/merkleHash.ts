import { createHash, hash } from 'node:crypto';

/** Bytes of a hash. */
export const hashBytes = 32;

/** The hash of a leaf: SHA-256 of 0x00 and the leaf (RFC 6962, section 2.1). */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return hash('sha256', Buffer.concat([leafPrefix, leaf]), 'buffer');
}

/** The hash of a node: SHA-256 of 0x01, the left and the right hash below it. No leaf can be taken for a node. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return hash('sha256', Buffer.concat([nodePrefix, left, right]), 'buffer');
}

/** The hash of a tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return createHash('sha256').digest();
}

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);
