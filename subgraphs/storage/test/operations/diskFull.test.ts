import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Disk, DiskFile } from '../../src/disk/Disk.js';
import { localDisk } from '../../src/disk/localDisk.js';
import { content, startTestStorage, type TestStorage } from '../startTestStorage.js';

/** The local disk with a bound: what is written beyond it fails as on a full disk. */
function boundedDisk(): Disk & { room: number } {
  const disk: Disk & { room: number } = {
    ...localDisk,
    room: Number.MAX_SAFE_INTEGER,
    create: async (file) => {
      const opened = await localDisk.create(file);
      const write: DiskFile['write'] = (piece) => {
        disk.room -= piece.length;
        if (disk.room >= 0) return opened.write(piece);
        return Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
      };
      return { write, sync: () => opened.sync(), close: () => opened.close() };
    },
  };
  return disk;
}

async function expectDiskFull(response: Response): Promise<void> {
  expect(response.status).toBe(507);
  expect(await response.json()).toMatchObject({ code: 'DISK_FULL' });
}

describe('a disk that fills up during an upload', () => {
  const disk = boundedDisk();
  let storage: TestStorage;

  beforeAll(async () => {
    storage = await startTestStorage({ disk });
  });
  afterAll(() => storage.close());

  it('refuses the upload, keeps nothing of it and loses nothing else', async () => {
    const community = newId('community');
    const kept = content(10_000);
    const { cid } = (await (await storage.upload(kept, { community })).json()) as { cid: string };

    disk.room = 300_000;
    await expectDiskFull(await storage.upload(content(2_000_000), { community }));
    expect(await readdir(path.join(storage.folder, '.incoming'))).toEqual([]);
    const [row] = await storage.database.withTenant(community, (em) =>
      em.execute<{ blobs: string }[]>('select count(*) as blobs from blobs'),
    );
    expect(Number(row?.blobs)).toBe(1);
    const stored = await storage.download(community, cid);
    expect(Buffer.from(await stored.arrayBuffer()).equals(kept)).toBe(true);

    disk.room = Number.MAX_SAFE_INTEGER;
    expect((await storage.upload(content(2_000_000), { community })).status).toBe(201);
  });
});

describe('a disk without room beyond the reserve', () => {
  it('refuses an upload before it is written', async () => {
    const storage = await startTestStorage({
      disk: { ...localDisk, freeBytes: () => Promise.resolve(1_000_000) },
      limits: { reserveBytes: 900_000 },
    });
    try {
      await expectDiskFull(await storage.upload(content(200_000)));
      expect((await storage.upload(content(50_000))).status).toBe(201);
    } finally {
      await storage.close();
    }
  });
});

const smallDisk = mountSmallDisk();

/** A real file system of 2 MiB, where this process may mount one. */
function mountSmallDisk(): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), 'aic-small-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

describe.skipIf(smallDisk === undefined)('a real file system of 2 MiB', () => {
  const folder = smallDisk ?? '';

  afterAll(() => {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });

  it('is refused what does not fit and stays usable', async () => {
    const storage = await startTestStorage({
      folder,
      disk: { ...localDisk, freeBytes: () => Promise.resolve(1e12) },
    });
    try {
      const kept = content(900_000);
      const community = newId('community');
      const { cid } = (await (await storage.upload(kept, { community })).json()) as { cid: string };
      await expectDiskFull(await storage.upload(content(3_000_000), { community }));
      expect(await readdir(path.join(folder, '.incoming'))).toEqual([]);
      expect((await storage.upload(content(700_000), { community })).status).toBe(201);
      expect(Buffer.from(await (await storage.download(community, cid)).arrayBuffer()).equals(kept)).toBe(
        true,
      );
    } finally {
      await storage.close();
    }
  });
});
