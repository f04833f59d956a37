import { createHash } from 'node:crypto';
import { canonicalJson, type TaskOutput } from '@ai-collective/contracts';

/**
 * A name for an output: outputs of one name agree under every comparator, and are never compared. Of an output in place it is
 * the SHA-256 of its canonical JSON, in hex; of a blob its CID. Null for JSON nested too deeply to be written: it has no name.
 */
export function outputDigest(output: TaskOutput): string | null {
  if (output.type === 'blob') return output.cid;
  try {
    return createHash('sha256').update(canonicalJson(output.json)).digest('hex');
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}
