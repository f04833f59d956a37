import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/operations/openStore.js';
import { content, startTestStorage, type TestStorage } from '../startTestStorage.js';

let storage: TestStorage;

beforeAll(async () => {
  storage = await startTestStorage();
});

afterAll(() => storage.close());

const orphan = 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku';

async function namesBelow(community: string): Promise<string[]> {
  return readdir(path.join(storage.folder, community), { recursive: true });
}

async function putFile(...segments: [string, ...string[]]): Promise<void> {
  const file = path.join(storage.folder, ...segments);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, 'left behind');
}

describe('opening the store', () => {
  it('removes uploads that never finished and files without metadata, and nothing else', async () => {
    const [community, emptied] = [newId('community'), newId('community')];
    const { cid } = (await (await storage.upload(content(1_000), { community })).json()) as { cid: string };
    await putFile('.incoming', 'half.part');
    await putFile(community, orphan.slice(-3, -1), orphan);
    await putFile(emptied, orphan.slice(-3, -1), orphan);

    await openStore(storage.parts);

    expect(await readdir(path.join(storage.folder, '.incoming'))).toEqual([]);
    expect((await namesBelow(community)).some((name) => name.endsWith(cid))).toBe(true);
    for (const folder of [community, emptied])
      expect((await namesBelow(folder)).some((name) => name.endsWith(orphan))).toBe(false);
    expect((await storage.download(community, cid)).status).toBe(200);
  });

  it('refuses a folder that holds the blobs of another database, and touches none of them', async () => {
    const community = newId('community');
    const { cid } = (await (await storage.upload(content(1_000), { community })).json()) as { cid: string };
    const other = await startTestStorage();
    try {
      const mixed = { ...other.parts, directory: storage.directory };
      await expect(openStore(mixed)).rejects.toMatchObject({ code: 'DATA_DIR_MISMATCH' });
    } finally {
      await other.close();
    }
    expect((await storage.download(community, cid)).status).toBe(200);
  });
});
