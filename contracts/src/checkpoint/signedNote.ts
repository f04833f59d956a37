import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { isNoteName, keyIdOf, publicKeyObject, type NoteKey } from './NoteKey.js';

/** A note that some of the keys one knows have signed. */
export interface OpenNote {
  /** What is signed, with its last line break. */
  readonly text: string;
  /** Whose signatures hold; of a witness also when it saw the note, in seconds since the epoch. */
  readonly signedBy: readonly { readonly key: NoteKey; readonly at: number | null }[];
}

/** Why a note is not to be believed. */
export class NoteError extends Error {
  override readonly name = 'NoteError';

  constructor(
    readonly code: 'NOTE_MALFORMED' | 'NOTE_UNSIGNED' | 'NOTE_FORGED',
    message: string,
  ) {
    super(message);
  }
}

/** A key to sign with. */
export interface NoteSigner {
  readonly name: string;
  readonly privateKey: KeyObject;
}

const mostBytes = 1_000_000;
const mostSignatures = 100;
const keyIdBytes = 4;
const timeBytes = 8;

/** The public half of a signer. */
export function noteKeyOf({ name, privateKey }: NoteSigner, type: NoteKey['type'] = 'SIGNATURE'): NoteKey {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { name, type, publicKey: Buffer.from(x, 'base64url') };
}

/**
 * A text and a signature over it (C2SP signed-note v1.0.0). The text must end with a line break and have no other control characters.
 * @throws RangeError when the text or the name cannot stand in a note
 */
export function signNote(text: string, signer: NoteSigner): string {
  if (!isText(text) || !isNoteName(signer.name)) throw new RangeError('this cannot stand in a note');
  const signature = sign(null, Buffer.from(text), signer.privateKey);
  return `${text}\n${signatureLine(noteKeyOf(signer), signature)}`;
}

/** A note with a witness's signature besides, which says that it saw it at `at`, in seconds since the epoch. */
export function cosignNote(note: string, witness: NoteSigner, at: number): string {
  const { text } = partsOf(note);
  const time = Buffer.alloc(timeBytes);
  time.writeBigUInt64BE(BigInt(at));
  const signature = sign(null, cosigned(text, at), witness.privateKey);
  return note + signatureLine(noteKeyOf(witness, 'COSIGNATURE'), Buffer.concat([time, signature]));
}

/**
 * What a note says, if any of the keys signed it. Signatures of others are passed over, as anybody may add some.
 * @throws NoteError NOTE_MALFORMED, NOTE_FORGED when a signature that claims to be of one of the keys is not, or NOTE_UNSIGNED when there
 * is none of theirs
 */
export function openNote(note: string, keys: readonly NoteKey[]): OpenNote {
  const { text, lines } = partsOf(note);
  const signedBy = new Map<NoteKey, number | null>();
  for (const { name, id, signature } of lines) {
    const key = keys.find((each) => each.name === name && Buffer.compare(keyIdOf(each), id) === 0);
    if (key === undefined || signedBy.has(key)) continue;
    const at = key.type === 'COSIGNATURE' ? timeOf(signature) : null;
    const [signed, bytes] =
      at === null ? [Buffer.from(text), signature] : [cosigned(text, at), signature.subarray(timeBytes)];
    if (!verify(null, signed, publicKeyObject(key), bytes))
      throw new NoteError('NOTE_FORGED', `The signature that is said to be ${name}'s is not.`);
    signedBy.set(key, at);
  }
  if (signedBy.size === 0) throw new NoteError('NOTE_UNSIGNED', 'Nobody known has signed this.');
  return { text, signedBy: [...signedBy].map(([key, at]) => ({ key, at })) };
}

interface SignatureLine {
  readonly name: string;
  readonly id: Uint8Array;
  readonly signature: Buffer;
}

function partsOf(note: string): { readonly text: string; readonly lines: readonly SignatureLine[] } {
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const rest = note.slice(end + 2);
  const isNote = end >= 0 && Buffer.byteLength(note) <= mostBytes && isText(text) && rest.endsWith('\n');
  const lines = isNote ? rest.slice(0, -1).split('\n').map(parseLine) : [];
  const parsed = lines.flatMap((line) => line ?? []);
  if (parsed.length === 0 || parsed.length < lines.length || lines.length > mostSignatures)
    throw new NoteError('NOTE_MALFORMED', 'This is no signed note.');
  return { text, lines: parsed };
}

function parseLine(line: string): SignatureLine | undefined {
  const [, name, encoded] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+=*)$/u.exec(line) ?? [];
  if (name === undefined || encoded === undefined) return undefined;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length <= keyIdBytes) return undefined;
  return { name, id: bytes.subarray(0, keyIdBytes), signature: bytes.subarray(keyIdBytes) };
}

function signatureLine(key: NoteKey, signature: Uint8Array): string {
  return `\u2014 ${key.name} ${Buffer.concat([keyIdOf(key), signature]).toString('base64')}\n`;
}

function cosigned(text: string, at: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${at}\n${text}`);
}

function timeOf(signature: Buffer): number {
  return signature.length < timeBytes ? 0 : Number(signature.readBigUInt64BE(0));
}

/** Ends with a line break, and has no control characters but those. */
function isText(text: string): boolean {
  return text.endsWith('\n') && !/[^\P{Cc}\n]/u.test(text);
}
