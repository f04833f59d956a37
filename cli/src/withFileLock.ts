import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiError } from './client/ApiError.js';

const retryMs = 50;
/** Longer than whoever holds the lock may wait for an answer. */
const abandonedMs = 45_000;
const longestWaitMs = 60_000;

/**
 * Runs `work` while no other process does so for the same file. A lock that a process left behind when it was killed is
 * broken. Throws SETTINGS_LOCKED when it cannot be had within a minute.
 */
export async function withFileLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = `${file}.lock`;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const deadline = Date.now() + longestWaitMs;
  while (!(await take(lock))) {
    if (Date.now() > deadline)
      throw new ApiError('SETTINGS_LOCKED', `Another program holds ${lock}. Remove it if there is none.`);
    await breakAbandoned(lock);
    await delay(retryMs);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    const handle = await open(lock, 'wx', 0o600);
    await handle.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function breakAbandoned(lock: string): Promise<void> {
  const found = await stat(lock).catch(() => undefined);
  if (found !== undefined && Date.now() - found.mtimeMs > abandonedMs) await rm(lock, { force: true });
}
