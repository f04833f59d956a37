import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputShelf, type ShelfOptions } from '../../src/cache/InputShelf.js';
import { startFakeStorage } from '../fakeStorage.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

const never = new AbortController().signal;

async function open(options: Partial<ShelfOptions> = {}) {
  const directory = options.directory ?? (await temporaryDirectory());
  const settings = { maxBytes: 10_000, budgetBytes: 1_000_000, keepMs: 60_000, ...options, directory };
  return { shelf: await InputShelf.open(settings), directory };
}

describe('InputShelf', () => {
  it('downloads an input once, however many need it at once and soon after', async () => {
    const storage = await startFakeStorage();
    const wanted = await storage.put(randomBytes(5_000));
    const { shelf } = await open();
    const held = await Promise.all([shelf.hold(wanted, never), shelf.hold(wanted, never)]);
    for (const one of held) one.release();
    const again = await shelf.hold(wanted, never);
    expect(storage.requests).toHaveLength(1);
    expect(await readFile(again.path)).toEqual(storage.blobs.get(wanted.cid));
  });

  it('keeps an input only for a while, and as long as somebody holds it', async () => {
    const storage = await startFakeStorage();
    const wanted = await storage.put(randomBytes(5_000));
    const { shelf, directory } = await open({ keepMs: 30 });
    const held = await shelf.hold(wanted, never);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(await readdir(directory)).toHaveLength(1);
    held.release();
    await expect.poll(() => readdir(directory)).toEqual([]);
    await shelf.hold(wanted, never);
    expect(storage.requests).toHaveLength(2);
  });

  it('lets go first of what was used longest ago when there is too much', async () => {
    const storage = await startFakeStorage();
    const { shelf, directory } = await open({ budgetBytes: 12_000 });
    const cids = async () => (await readdir(directory)).map((name) => name.split('.')[0]).toSorted();
    const wanted: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const blob = await storage.put(randomBytes(5_000));
      wanted.push(blob.cid);
      (await shelf.hold(blob, never)).release();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await expect.poll(cids).toEqual(wanted.slice(1).toSorted());
    expect(shelf.kept).toEqual(wanted.slice(1));
  });

  it('keeps what somebody holds, however much there is', async () => {
    const storage = await startFakeStorage();
    const { shelf } = await open({ budgetBytes: 1 });
    const held = await shelf.hold(await storage.put(randomBytes(5_000)), never);
    const others = await Promise.all([storage.put(randomBytes(10)), storage.put(randomBytes(20))]);
    for (const other of others) {
      const { path, release } = await shelf.hold(other, never);
      release();
      await expect.poll(() => readFile(path).catch(() => 'gone')).toBe('gone');
    }
    expect(await readFile(held.path)).toHaveLength(5_000);
  });

  it('refuses what is too large or not what its CID says, and keeps nothing of it', async () => {
    const storage = await startFakeStorage();
    const large = await storage.put(randomBytes(10_001));
    const forged = await storage.put(randomBytes(10));
    storage.blobs.set(forged.cid, randomBytes(10));
    const { shelf, directory } = await open();
    await expect(shelf.hold(large, never)).rejects.toMatchObject({ reason: 'TOO_LARGE' });
    await expect(shelf.hold(forged, never)).rejects.toMatchObject({ reason: 'WRONG_CONTENT' });
    await expect(shelf.hold({ ...forged, cid: '../escape' }, never)).rejects.toMatchObject({
      reason: 'WRONG_CONTENT',
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it('asks anew after a download that failed', async () => {
    const storage = await startFakeStorage();
    const wanted = await storage.put(randomBytes(10));
    storage.failures.push(404);
    const { shelf } = await open();
    await expect(shelf.hold(wanted, never)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
    expect(await readFile((await shelf.hold(wanted, never)).path)).toHaveLength(10);
  });

  it('lets a canceled attempt go at once, and others have the input all the same', async () => {
    const storage = await startFakeStorage();
    const wanted = await storage.put(randomBytes(10));
    const { shelf } = await open();
    const cancel = new AbortController();
    const canceled = shelf.hold(wanted, cancel.signal);
    const other = shelf.hold(wanted, never);
    cancel.abort();
    await expect(canceled).rejects.toMatchObject({ failure: { code: 'ATTEMPT_CANCELED' } });
    expect(await readFile((await other).path)).toHaveLength(10);
    await expect(shelf.hold(wanted, cancel.signal)).rejects.toMatchObject({
      failure: { code: 'ATTEMPT_CANCELED' },
    });
  });

  it('begins empty, whatever an earlier process left', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'left'), 'behind');
    await open({ directory });
    expect(await readdir(directory)).toEqual([]);
  });
});
