import {
  commitmentOf,
  leafHash,
  MerkleTree,
  NoteError,
  openNote,
  parseCheckpoint,
  type Checkpoint,
  type NoteKey,
} from '@ai-collective/contracts';
import { ApiError } from './ApiError.js';
import type { LoggedRecord } from './AuditLog.js';

/** The checkpoint that a key signed. Throws NOTE_FORGED, NOTE_UNSIGNED or NOTE_MALFORMED. */
export function signedCheckpoint(note: string, key: NoteKey): Checkpoint {
  try {
    const checkpoint = parseCheckpoint(openNote(note, [key]).text);
    if (checkpoint !== undefined) return checkpoint;
  } catch (error) {
    if (error instanceof NoteError) throw new ApiError(error.code, error.message);
    throw error;
  }
  throw new ApiError('NOTE_MALFORMED', 'What was signed is no checkpoint.');
}

/** What each record of a log commits to, gathered page by page in whatever order, each held against what it says. */
export class Leaves {
  readonly #hashes: Uint8Array[] = [];
  #erased = 0;

  constructor(private readonly size: number) {}

  get erased(): number {
    return this.#erased;
  }

  /** Records beyond the size are passed over. Throws RECORD_CHANGED, and says which. */
  add({ sequence, commitment, salt, body }: LoggedRecord): void {
    if (sequence > this.size) return;
    const committed = Buffer.from(commitment, 'hex');
    if (body === null || salt === null) this.#erased += 1;
    else if (Buffer.compare(commitmentOf(Buffer.from(salt, 'hex'), body), committed) !== 0)
      throw new ApiError(
        'RECORD_CHANGED',
        `Record ${sequence} does not say what was appended: it does not fit its commitment.`,
      );
    this.#hashes[sequence - 1] = leafHash(committed);
  }

  /** The tree over them. Throws RECORD_MISSING, and says which. */
  tree(): MerkleTree {
    const tree = new MerkleTree();
    for (let at = 0; at < this.size; at += 1) {
      const hash = this.#hashes[at];
      if (hash === undefined)
        throw new ApiError('RECORD_MISSING', `Record ${at + 1} of ${this.size} is missing.`);
      tree.appendHash(hash);
    }
    return tree;
  }
}

/**
 * Holds a tree against what was signed of it, now and, if that is at hand, before. Throws LOG_REWRITTEN or LOG_NOT_SIGNED, and says
 * between which records something was changed.
 */
export function requireSigned(tree: MerkleTree, signed: Checkpoint, earlier: Checkpoint | null): void {
  if (earlier !== null) {
    if (earlier.origin !== signed.origin)
      throw new ApiError('LOG_REWRITTEN', `The earlier note is of another log, ${earlier.origin}.`);
    if (earlier.size > signed.size)
      throw new ApiError(
        'LOG_REWRITTEN',
        `The log has ${signed.size} records, and had ${earlier.size}: its end was cut off.`,
      );
    if (!isRootOf(tree, earlier))
      throw new ApiError(
        'LOG_REWRITTEN',
        `Something among the first ${earlier.size} records was changed since they were signed.`,
      );
  }
  if (!isRootOf(tree, signed))
    throw new ApiError(
      'LOG_NOT_SIGNED',
      `Something among records ${(earlier?.size ?? 0) + 1} to ${signed.size} is not what was signed.`,
    );
}

function isRootOf(tree: MerkleTree, { size, root }: Checkpoint): boolean {
  return Buffer.compare(tree.rootOf(size), root) === 0;
}
