import { readFile } from 'node:fs/promises';
import { ManifestError, readManifest } from './readManifest.js';
import { InMemoryDocuments } from './TrustedDocuments.js';

/** Reads a manifest's documents. Rejects with a ManifestError, in words for those who gave the file. */
export async function readTrustedDocuments(file: string): Promise<InMemoryDocuments> {
  try {
    return new InMemoryDocuments(readManifest(await readFile(file, 'utf8')));
  } catch (cause) {
    const problem = cause instanceof ManifestError ? cause.message : `cannot be read: ${String(cause)}`;
    throw new ManifestError(`The file of trusted documents ${file} ${problem}.`, { cause });
  }
}
