import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * Whose signature a note bears: a name without spaces or plus signs, and an Ed25519 key. A COSIGNATURE is a witness's, which says when it
 * saw the note (C2SP tlog-cosignature).
 */
export interface NoteKey {
  readonly name: string;
  readonly type: 'SIGNATURE' | 'COSIGNATURE';
  /** Raw, 32 bytes. */
  readonly publicKey: Uint8Array;
}

const typeBytes = { SIGNATURE: 1, COSIGNATURE: 4 } as const;
const publicKeyBytes = 32;

/** The first four bytes of a hash of name, type and key: which line of a note is whose. */
export function keyIdOf({ name, type, publicKey }: NoteKey): Uint8Array {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(Uint8Array.of(typeBytes[type]))
    .update(publicKey)
    .digest()
    .subarray(0, 4);
}

/** A key as people hand it on: `name+id+key` (C2SP signed-note). */
export function formatNoteKey(key: NoteKey): string {
  const id = Buffer.from(keyIdOf(key)).toString('hex');
  const encoded = Buffer.concat([Uint8Array.of(typeBytes[key.type]), key.publicKey]).toString('base64');
  return `${key.name}+${id}+${encoded}`;
}

/** The key that such a text is; undefined when it is none, or its id is another's. */
export function parseNoteKey(text: string): NoteKey | undefined {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/u.exec(text) ?? [];
  if (name === undefined || encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  const type = bytes[0] === typeBytes.SIGNATURE ? 'SIGNATURE' : 'COSIGNATURE';
  const key: NoteKey = { name, type, publicKey: bytes.subarray(1) };
  const isKey = bytes[0] === typeBytes[type] && bytes.length === publicKeyBytes + 1;
  return isKey && Buffer.from(keyIdOf(key)).toString('hex') === id ? key : undefined;
}

/** Whether a name can stand in a note. */
export function isNoteName(name: string): boolean {
  return /^[^\s+]+$/u.test(name);
}

/** The key for node:crypto. */
export function publicKeyObject({ publicKey }: NoteKey): KeyObject {
  const x = Buffer.from(publicKey).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}
