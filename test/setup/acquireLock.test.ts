import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLock, isStale } from '../../scripts/setup/acquireLock.mjs';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aic-lock-'));
  path = join(folder, 'cache', 'setup.lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

const options = (timeoutMs: number) => ({ timeoutMs, onWait: () => undefined });

describe('isStale', () => {
  it.each([
    [{ pid: 7, ageMs: 1_000, alive: () => true }, false],
    [{ pid: 7, ageMs: 1_000, alive: () => false }, true],
    [{ pid: 7, ageMs: 2 * 60 * 60_000, alive: () => true }, true],
    [{ pid: null, ageMs: 1_000, alive: () => true }, false],
    [{ pid: null, ageMs: 60_000, alive: () => true }, true],
  ])('of lock %# is %s', (lock, stale) => {
    expect(isStale(lock)).toBe(stale);
  });
});

describe('acquireLock', () => {
  it('creates the lock and removes it on release', async () => {
    const release = await acquireLock(path, options(1_000));
    expect(existsSync(path)).toBe(true);
    release();
    expect(existsSync(path)).toBe(false);
  });

  it('makes the second wait until the first is done', async () => {
    const order: string[] = [];
    const release = await acquireLock(path, options(1_000));
    const second = acquireLock(path, {
      timeoutMs: 10_000,
      onWait: () => {
        order.push('waits');
        release();
      },
    });
    (await second)();
    expect(order).toEqual(['waits']);
  });

  it('takes over the lock of a process that has died', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    (await acquireLock(path, options(1_000)))();
    writeFileSync(path, String(pid));
    const release = await acquireLock(path, options(1_000));
    release();
  });

  it('gives up with advice when the holder takes too long', async () => {
    const release = await acquireLock(path, options(1_000));
    await expect(acquireLock(path, options(0))).rejects.toThrow(
      `another setup (process ${process.pid}) still holds`,
    );
    release();
  });
});
