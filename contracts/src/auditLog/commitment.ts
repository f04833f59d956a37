import { hash } from 'node:crypto';

/** Bytes of the salt that is hashed with a record. */
export const saltBytes = 16;

/**
 * What the tree has of a record: SHA-256 of its salt, of 16 bytes, and its canonical JSON. Without the salt nobody can find out what the
 * record said, not even by trying all that it could have said: erasing both shreds it, and every proof still holds.
 */
export function commitmentOf(salt: Uint8Array, body: string): Uint8Array {
  return hash('sha256', Buffer.concat([salt, Buffer.from(body)]), 'buffer');
}
