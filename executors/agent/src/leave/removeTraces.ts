import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolders } from '../cache/cacheFolders.js';
import { LeaveError } from './LeaveError.js';

/** In this order: whatever is interrupted can be done again, and no key is left for an enrolment that would need it. */
const files = ['suitability.json', 'join.json', 'door.json', 'device.json', 'device.key'];

/**
 * Removes the device's key, its enrolment and what it cached from `DATA_DIR`; what its owner chose and what it did stay. Answers how many
 * bytes the cached files had. Throws TRACES_LEFT, which names what could not be removed.
 */
export async function removeTraces(dataDir: string): Promise<number> {
  let freedBytes = 0;
  for (const folder of Object.values(cacheFolders)) {
    const path = join(dataDir, folder);
    freedBytes += await bytesIn(path);
    await remove(path);
  }
  for (const file of files) await remove(join(dataDir, file));
  return freedBytes;
}

/** Files may still be closed or come in while their programs end. */
async function remove(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LeaveError('TRACES_LEFT', `${path} could not be removed: ${reason}. Try again as its owner.`, {
      cause: error,
    });
  }
}

async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
