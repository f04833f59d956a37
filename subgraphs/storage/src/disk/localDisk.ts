import {
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  statfs,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import path from 'node:path';
import type { Disk, DiskFile, DiskReader } from './Disk.js';

/** The local file system. A rename or removal is durable only once its folder is synced, so every one is. */
export const localDisk: Disk = {
  create: async (file) => new LocalFile(await open(file, 'wx', 0o600)),
  open: openReader,
  makeFolder,
  move: async (from, to) => {
    await rename(from, to);
    await syncFolder(path.dirname(to));
    await syncFolder(path.dirname(from));
  },
  remove: async (file) => {
    await rm(file, { force: true });
    await syncFolder(path.dirname(file)).catch(unlessMissing);
  },
  writeText: async (file, text) => {
    await writeFile(file, text, { mode: 0o600, flush: true });
    await syncFolder(path.dirname(file));
  },
  readText: (file) => readFile(file, 'utf8').catch(unlessMissing),
  list: async (folder) => (await readdir(folder).catch(unlessMissing)) ?? [],
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

class LocalFile implements DiskFile {
  constructor(private readonly handle: FileHandle) {}

  async write(piece: Uint8Array): Promise<void> {
    let written = 0;
    while (written < piece.length) written += (await this.handle.write(piece, written)).bytesWritten;
  }

  sync(): Promise<void> {
    return this.handle.sync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

async function openReader(file: string): Promise<DiskReader | undefined> {
  const handle = await open(file, 'r').catch(unlessMissing);
  if (handle === undefined) return undefined;
  const { size } = await handle.stat();
  return {
    bytes: size,
    read: (target, position) => readFully(handle, target, position),
    close: () => handle.close(),
  };
}

async function readFully(handle: FileHandle, target: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const { bytesRead } = await handle.read(target, filled, target.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made))
    await syncFolder(path.dirname(made));
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
