import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** Replaces a small private file (mode 0600) so that a crash leaves the old one or the new one, never half of each. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const incoming = `${path}.${randomUUID()}.incoming`;
  try {
    const file = await open(incoming, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(incoming, path);
  } catch (error) {
    await rm(incoming, { force: true });
    throw error;
  }
}
