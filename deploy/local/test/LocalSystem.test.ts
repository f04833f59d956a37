import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalSystem } from '../src/LocalSystem.js';
import { freePort } from '../src/postgres/freePort.js';

describe('LocalSystem.prepare with fresh', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'aic-fresh-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  // Far below the ephemeral ports, with room for the ones that follow.
  const prepare = async () =>
    LocalSystem.prepare({
      root: '/project',
      dataFolder: folder,
      port: 2_000 + ((await freePort()) % 20_000),
      fresh: true,
    });

  it('deletes nothing that is not an installation’s data', async () => {
    await writeFile(path.join(folder, 'thesis.txt'), 'years of work');
    await expect(prepare()).rejects.toThrow('does not delete it');
    expect(await readdir(folder)).toEqual(['thesis.txt']);
  });

  it('begins again where there is an installation or nothing', async () => {
    const first = (await prepare()).connection.credential;
    await writeFile(path.join(folder, 'blob'), 'old');
    const second = (await prepare()).connection.credential;
    expect(second).not.toBe(first);
    expect(await readdir(folder)).not.toContain('blob');
  });
});
