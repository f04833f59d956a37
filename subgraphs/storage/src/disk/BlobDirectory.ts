import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { blobPathSegments, isBlobCid, isCommunityFolder } from '../rules/blobAddress.js';
import type { Disk, DiskFile, DiskReader } from './Disk.js';

/** A blob's place: the same content in two communities is two files. */
export interface BlobAddress {
  readonly community: string;
  readonly cid: string;
}

/** Content that is on its way: in a file of its own until it is complete. */
export interface IncomingFile extends DiskFile {
  readonly path: string;
}

/** The dot keeps it apart from every community's folder. */
const incomingFolder = '.incoming';

const storeFile = '.store';

/**
 * The data folder: `<community>/<two characters>/<cid>` for what is complete and `.incoming/` for what is not.
 * A file gets its name only when all its bytes are on the disk.
 */
export class BlobDirectory {
  readonly #incoming: string;

  constructor(
    private readonly disk: Disk,
    private readonly root: string,
  ) {
    this.#incoming = path.join(root, incomingFolder);
  }

  /** Makes the folders that must be there before anything arrives. */
  prepare(): Promise<void> {
    return this.disk.makeFolder(this.#incoming);
  }

  /** Bytes that may still be written. */
  freeBytes(): Promise<number> {
    return this.disk.freeBytes(this.root);
  }

  /** Opens a file for content that arrives. */
  async receive(): Promise<IncomingFile> {
    const file = path.join(this.#incoming, `${randomUUID()}.part`);
    const opened = await this.disk.create(file);
    return {
      path: file,
      write: (piece) => opened.write(piece),
      sync: () => opened.sync(),
      close: () => opened.close(),
    };
  }

  /** Gives complete content its name; replaces the same content, damaged or not. */
  async keep(incoming: string, address: BlobAddress): Promise<void> {
    const file = this.#fileOf(address);
    await this.disk.makeFolder(path.dirname(file));
    await this.disk.move(incoming, file);
  }

  /** Removes incoming content that will not be kept. */
  discard(incoming: string): Promise<void> {
    return this.disk.remove(incoming);
  }

  /** Opens a blob for reading, or answers undefined when its file is missing. */
  open(address: BlobAddress): Promise<DiskReader | undefined> {
    return this.disk.open(this.#fileOf(address));
  }

  /** Removes a blob's file; nothing happens when there is none. */
  remove(address: BlobAddress): Promise<void> {
    return this.disk.remove(this.#fileOf(address));
  }

  /** Removes everything in `.incoming`: no upload survives the process that took it. Resolves with how many. */
  async discardAllIncoming(): Promise<number> {
    const files = await this.disk.list(this.#incoming);
    for (const file of files) await this.disk.remove(path.join(this.#incoming, file));
    return files.length;
  }

  /** The id of the store this folder belongs to, or undefined when it belongs to none yet. */
  async storeId(): Promise<string | undefined> {
    return (await this.disk.readText(path.join(this.root, storeFile)))?.trim();
  }

  /** Says to which store this folder belongs from now on. */
  claim(storeId: string): Promise<void> {
    return this.disk.writeText(path.join(this.root, storeFile), `${storeId}\n`);
  }

  /** The communities that have a folder. */
  async communities(): Promise<readonly string[]> {
    return (await this.disk.list(this.root)).filter(isCommunityFolder);
  }

  /** The CIDs a community has files of, a folder at a time. */
  async *cidsOf(community: string): AsyncGenerator<readonly string[]> {
    const folder = path.join(this.root, community);
    for (const group of await this.disk.list(folder))
      yield (await this.disk.list(path.join(folder, group))).filter(isBlobCid);
  }

  /** Rejects unless a file can be written, synced and removed. */
  async probe(): Promise<void> {
    const file = await this.receive();
    try {
      await file.write(Buffer.of(0));
      await file.sync();
    } finally {
      await file.close();
      await this.disk.remove(file.path);
    }
  }

  #fileOf({ community, cid }: BlobAddress): string {
    return path.join(this.root, ...blobPathSegments(community, cid));
  }
}
