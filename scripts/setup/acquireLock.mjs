import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './SetupError.mjs';

const pollMs = 250;
const longestSetupMs = 60 * 60_000;
const writingGraceMs = 10_000;

/**
 * Whether a lock's owner is gone: dead, older than any setup takes, or never finished writing its name.
 * @param {{ pid: number | null, ageMs: number, alive: (pid: number) => boolean }} lock
 */
export function isStale({ pid, ageMs, alive }) {
  if (pid === null) return ageMs > writingGraceMs;
  return ageMs > longestSetupMs || !alive(pid);
}

/**
 * Takes the lock file, waiting while another setup holds it. Returns what releases it.
 * @param {string} path
 * @param {{ timeoutMs: number, onWait: (pid: number | null) => void }} options
 * @returns {Promise<() => void>}
 * @throws {SetupError} when the other setup is not done in time
 */
export async function acquireLock(path, { timeoutMs, onWait }) {
  mkdirSync(dirname(path), { recursive: true });
  const deadline = Date.now() + timeoutMs;
  for (let waits = 0; !tryCreate(path); waits += 1) {
    const holder = readHolder(path);
    if (holder !== null && isStale({ ...holder, alive: isAlive })) removeStale(path);
    else if (Date.now() > deadline) throw heldTooLong(path, holder?.pid ?? null);
    else {
      if (waits === 0) onWait(holder?.pid ?? null);
      await delay(pollMs);
    }
  }
  return () => rmSync(path, { force: true });
}

/** @param {string} path */
function tryCreate(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} path */
function readHolder(path) {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10);
    return { pid: Number.isNaN(pid) ? null : pid, ageMs: Date.now() - statSync(path).mtimeMs };
  } catch {
    return null;
  }
}

/**
 * Moves the stale lock away before deleting it: of two that find it stale, one fails here and tries again.
 * @param {string} path
 */
function removeStale(path) {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch {
    // Someone else removed it first.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * @param {string} path
 * @param {number | null} pid
 */
function heldTooLong(path, pid) {
  return new SetupError(
    `another setup (process ${pid ?? 'unknown'}) still holds ${path}`,
    'Wait for it, or stop it and try again.',
  );
}
