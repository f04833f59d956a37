import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readSigningKeys } from '../signingKey.js';
import type { KeySet } from './changeKeySet.js';
import { newPrivateJwk } from './newPrivateJwk.js';

/** Reads the keys of a file, in order. Rejects, naming the file, when it holds anything else. */
export async function readKeySetFile(file: string): Promise<KeySet> {
  try {
    return readSigningKeys(JSON.parse(await readFile(file, 'utf8'))).map(({ kid, nbf, privateKey }) => {
      const { x = '', d = '' } = privateKey.export({ format: 'jwk' });
      return { kty: 'OKP', crv: 'Ed25519', x, d, kid, alg: 'EdDSA', use: 'sig', nbf };
    });
  } catch (cause) {
    // A parser's own message repeats what it read.
    const why = cause instanceof SyntaxError || !(cause instanceof Error) ? 'is no JSON' : cause.message;
    throw new Error(`${file}: ${why}`, { cause });
  }
}

/**
 * Replaces a file of keys at once: whoever reads it sees the former keys or the new ones. It is for its owner only. Rejects
 * when somebody else is about to, who would undo the change or be undone.
 */
export async function writeKeySetFile(file: string, keys: KeySet): Promise<void> {
  const fresh = `${file}.new`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(fresh, textOf(keys), { mode: 0o600, flag: 'wx', flush: true });
  try {
    await rename(fresh, file);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

/** Makes a file with one key unless there is a file. Answers whether it was made. */
export async function createKeySetFile(file: string): Promise<boolean> {
  if (existsSync(file)) return false;
  await writeKeySetFile(file, [newPrivateJwk(0)]);
  return true;
}

function textOf(keys: KeySet): string {
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}
