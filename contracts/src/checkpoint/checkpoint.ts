import { hashBytes } from '../merkle/merkleHash.js';

/** What a log commits to: the root of the tree over all it holds (C2SP tlog-checkpoint v1.0.0). */
export interface Checkpoint {
  /** Which log, for example `governance.example.org/com_01k9…`: never the same for two. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Lines of one's own, which are not empty. */
  readonly extensions: readonly string[];
}

/** A checkpoint as the text of a note. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  return [origin, String(size), Buffer.from(root).toString('base64'), ...extensions, ''].join('\n');
}

/** The checkpoint that a note's text is; undefined when it is none. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin = '', size = '', root = '', ...more] = text.split('\n');
  const last = more.pop();
  const bytes = Buffer.from(root, 'base64');
  const isCheckpoint =
    origin !== '' &&
    /^(0|[1-9]\d*)$/.test(size) &&
    Number.isSafeInteger(Number(size)) &&
    bytes.length === hashBytes &&
    bytes.toString('base64') === root &&
    last === '' &&
    !more.includes('');
  return isCheckpoint ? { origin, size: Number(size), root: bytes, extensions: more } : undefined;
}
