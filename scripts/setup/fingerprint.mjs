import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['node_modules', 'dist', '.git', '.data', '.cache', 'coverage', 'target']);

/**
 * Every file below `folder` that `wanted` accepts, sorted, as paths from `root`. Missing folders are empty.
 * @param {string} root
 * @param {string} folder relative to root
 * @param {(path: string) => boolean} wanted
 * @returns {string[]}
 */
export function listFiles(root, folder, wanted) {
  return readEntries(join(root, folder))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : listFiles(root, path, wanted);
      return wanted(path) ? [path] : [];
    })
    .sort();
}

/**
 * SHA-256 over names and contents, hex: changes when a file changes, comes or goes.
 * @param {string} root
 * @param {readonly string[]} files relative to root
 * @param {readonly string[]} [salt] anything else the result depends on
 */
export function fingerprint(root, files, salt = []) {
  const hash = createHash('sha256').update(JSON.stringify(salt));
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** @param {string} folder */
function readEntries(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
