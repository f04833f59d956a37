import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ArtifactCache } from '../../src/cache/ArtifactCache.js';
import { type FakeStorage, startFakeStorage } from '../fakeStorage.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

async function open(budgetBytes = 1_000_000, directory?: string) {
  const place = directory ?? (await temporaryDirectory());
  return { cache: await ArtifactCache.open({ directory: place, budgetBytes }), directory: place };
}

const downloads = ({ requests }: FakeStorage): number => requests.length;

describe('ArtifactCache', () => {
  it('downloads a file once, however many ask for it at once and later', async () => {
    const storage = await startFakeStorage();
    const wanted = await storage.put(randomBytes(5_000));
    const { cache } = await open();
    const held = await Promise.all([cache.hold(wanted), cache.hold(wanted), cache.hold(wanted)]);
    await cache.hold(wanted);
    expect(downloads(storage)).toBe(1);
    expect(await readFile(held[0].path)).toEqual(storage.blobs.get(wanted.cid));
    expect(cache.models).toEqual([wanted.cid]);
  });

  it('refuses content that is not what its CID says, and keeps nothing of it', async () => {
    const storage = await startFakeStorage();
    const wanted = await storage.put(randomBytes(5_000));
    storage.blobs.set(wanted.cid, randomBytes(5_000));
    const { cache, directory } = await open();
    await expect(cache.hold(wanted)).rejects.toMatchObject({ reason: 'WRONG_CONTENT' });
    expect(await readdir(directory)).toEqual([]);
    expect(cache.usage.bytes).toBe(0);
  });

  it('refuses content longer or shorter than announced', async () => {
    const storage = await startFakeStorage();
    const wanted = await storage.put(randomBytes(5_000));
    const { cache } = await open();
    await expect(cache.hold({ ...wanted, bytes: 4_999 })).rejects.toMatchObject({ reason: 'TOO_LARGE' });
    await expect(cache.hold({ ...wanted, bytes: 5_001 })).rejects.toMatchObject({ reason: 'WRONG_CONTENT' });
  });

  it('tries again when storage is away for a moment, and says so when it stays away', async () => {
    const storage = await startFakeStorage();
    const wanted = await storage.put(randomBytes(100));
    const { cache } = await open();
    storage.failures.push(503, 503, 503);
    await expect(cache.hold(wanted)).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    storage.failures.push(503);
    await cache.hold(wanted);
    const gone = await storage.put(randomBytes(100));
    storage.blobs.delete(gone.cid);
    await expect(cache.hold(gone)).rejects.toMatchObject({ reason: 'NOT_FOUND' });
  });

  it('evicts the least recently used file that nobody holds', async () => {
    const storage = await startFakeStorage();
    const [a, b, c] = [
      await storage.put(randomBytes(400)),
      await storage.put(randomBytes(400)),
      await storage.put(randomBytes(400)),
    ];
    const { cache } = await open(1_000);
    const held = await cache.hold(a);
    (await cache.hold(b)).release();
    (await cache.hold(c)).release();
    expect(cache.models).toEqual([a.cid, c.cid]);
    held.release();
    await expect(cache.hold(await storage.put(randomBytes(1_001)))).rejects.toMatchObject({
      reason: 'TOO_LARGE',
    });
  });

  it('keeps files over a restart, but checks each before its first use', async () => {
    const storage = await startFakeStorage();
    const [good, bad] = [await storage.put(randomBytes(300)), await storage.put(randomBytes(300))];
    const { cache, directory } = await open();
    await cache.hold(good);
    await cache.hold(bad);
    await writeFile(join(directory, bad.cid), randomBytes(300));
    await writeFile(join(directory, `${good.cid}.half.incoming`), 'left over');
    const again = (await open(1_000_000, directory)).cache;
    expect(again.models).toHaveLength(2);
    await again.hold(good);
    expect(downloads(storage)).toBe(2);
    const repaired = await again.hold(bad);
    expect(downloads(storage)).toBe(3);
    expect(await readFile(repaired.path)).toEqual(storage.blobs.get(bad.cid));
    expect(await readdir(directory)).toHaveLength(2);
  });

  it('takes no path for a CID', async () => {
    const { cache } = await open();
    const wanted = { cid: '../../../../etc/passwd', bytes: 1, url: 'http://127.0.0.1:1/' };
    await expect(cache.hold(wanted)).rejects.toMatchObject({ reason: 'WRONG_CONTENT' });
  });
});
