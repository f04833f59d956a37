import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** Files of a data folder that were on their way to their names, or are inputs of tasks long done. */
export async function leftOvers(dataFolder: string): Promise<readonly string[]> {
  const files = await readdir(dataFolder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => path.relative(dataFolder, path.join(file.parentPath, file.name)))
    .filter((name) => !name.startsWith('postgres') && /\.(incoming|part|tmp)$/.test(name));
}
