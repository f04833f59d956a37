import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Lease } from '@ai-collective/contracts';
import { type CachedFile, evictionPlan } from '../rules/evictionPlan.js';
import { contentId } from './contentId.js';
import { DownloadError } from './DownloadError.js';
import { downloadContent } from './downloadContent.js';

type WantedArtifact = Pick<Lease['artifacts'][number], 'cid' | 'bytes' | 'url'>;

/** A file that stays in the cache until it is released. */
export interface HeldArtifact {
  readonly path: string;
  release(): void;
}

type Entry = { -readonly [Key in keyof CachedFile]: CachedFile[Key] } & {
  verified: boolean;
  /** When its use was last noted on the disk. */
  notedAt: number;
};

const noteEveryMs = 60_000;

/** CIDs become file names, so nothing else may. */
const cidPattern = /^[a-z0-9]{20,120}$/;

/**
 * Model files on disk by CID, under a budget. A file is checked against its CID before it is first used in a
 * process, whether it was just downloaded or lay there; the least recently used leave when room is needed.
 */
export class ArtifactCache {
  readonly #directory: string;
  #budgetBytes: number;
  readonly #entries = new Map<string, Entry>();
  readonly #arriving = new Map<string, Promise<Entry>>();

  private constructor(directory: string, budgetBytes: number) {
    this.#directory = directory;
    this.#budgetBytes = budgetBytes;
  }

  /** Opens a cache directory, making it when there is none, and sweeps what an earlier process left half done. */
  static async open(options: {
    readonly directory: string;
    readonly budgetBytes: number;
  }): Promise<ArtifactCache> {
    const cache = new ArtifactCache(options.directory, options.budgetBytes);
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    for (const name of await readdir(options.directory)) await cache.#adopt(name);
    return cache;
  }

  /** Has another budget from now on, and evicts what is too much; files in use leave later. */
  async resize(budgetBytes: number): Promise<void> {
    this.#budgetBytes = budgetBytes;
    await this.#makeRoom(0).catch(() => undefined);
  }

  /** CIDs of the files at hand. */
  get models(): readonly string[] {
    return [...this.#entries.keys()].filter((cid) => !this.#arriving.has(cid));
  }

  /** Bytes in use and allowed. */
  get usage(): { readonly bytes: number; readonly budgetBytes: number } {
    const bytes = [...this.#entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    return { bytes, budgetBytes: this.#budgetBytes };
  }

  /**
   * Holds a file, downloading it when it is not there; requests for one file share one download.
   * Throws a {@link DownloadError}.
   */
  async hold(wanted: WantedArtifact): Promise<HeldArtifact> {
    if (!cidPattern.test(wanted.cid))
      throw new DownloadError('WRONG_CONTENT', 'the artifact has no valid CID');
    let entry = await this.#ready(wanted);
    // Between its arrival and this line another download may have evicted it.
    if (this.#entries.get(wanted.cid) !== entry) entry = await this.#ready(wanted);
    entry.holders++;
    const path = this.#pathOf(wanted.cid);
    this.#noteUse(entry, path);
    let held = true;
    const release = (): void => {
      if (held) entry.holders--;
      held = false;
    };
    return { path, release };
  }

  /** The file's time survives a restart of the agent; failing to set it costs only a worse guess then. */
  #noteUse(entry: Entry, path: string): void {
    entry.usedAt = Date.now();
    if (entry.usedAt - entry.notedAt < noteEveryMs) return;
    entry.notedAt = entry.usedAt;
    void utimes(path, new Date(), new Date()).catch(() => undefined);
  }

  async #ready(wanted: WantedArtifact): Promise<Entry> {
    const known = this.#entries.get(wanted.cid);
    if (known?.verified === true) return known;
    const arriving = this.#arriving.get(wanted.cid);
    if (arriving !== undefined) return arriving;
    const arrival = this.#verifyOrDownload(wanted, known).finally(() => this.#arriving.delete(wanted.cid));
    this.#arriving.set(wanted.cid, arrival);
    return arrival;
  }

  async #verifyOrDownload(wanted: WantedArtifact, known: Entry | undefined): Promise<Entry> {
    if (known === undefined) return this.#download(wanted);
    const found = await contentId(createReadStream(this.#pathOf(wanted.cid))).catch(() => null);
    if (found?.cid === wanted.cid) return Object.assign(known, { verified: true });
    await this.#remove(wanted.cid);
    return this.#download(wanted);
  }

  async #download({ cid, bytes, url }: WantedArtifact): Promise<Entry> {
    // Claiming the room first keeps parallel downloads from overrunning the budget together.
    const entry: Entry = { cid, bytes, usedAt: Date.now(), holders: 1, verified: false, notedAt: 0 };
    await this.#makeRoom(bytes);
    this.#entries.set(cid, entry);
    const incoming = join(this.#directory, `${cid}.${randomUUID()}.incoming`);
    try {
      const found = await downloadContent({ url, cid, path: incoming, maxBytes: bytes });
      if (found.bytes !== bytes)
        throw new DownloadError('WRONG_CONTENT', `the content of ${cid} is not ${bytes} bytes long`);
      await rename(incoming, this.#pathOf(cid));
    } catch (error) {
      this.#entries.delete(cid);
      await rm(incoming, { force: true });
      throw error;
    }
    entry.holders--;
    entry.verified = true;
    return entry;
  }

  async #makeRoom(incoming: number): Promise<void> {
    const plan = evictionPlan([...this.#entries.values()], { bytes: this.#budgetBytes, incoming });
    if (plan === null) {
      throw new DownloadError(
        'TOO_LARGE',
        `the artifact of ${incoming} bytes does not fit this device's cache`,
      );
    }
    for (const cid of plan) await this.#remove(cid);
  }

  async #remove(cid: string): Promise<void> {
    this.#entries.delete(cid);
    await rm(this.#pathOf(cid), { force: true });
  }

  async #adopt(name: string): Promise<void> {
    const path = join(this.#directory, name);
    if (!cidPattern.test(name)) return rm(path, { force: true, recursive: true });
    const { size, mtimeMs } = await stat(path);
    this.#entries.set(name, {
      cid: name,
      bytes: size,
      usedAt: mtimeMs,
      holders: 0,
      verified: false,
      notedAt: 0,
    });
  }

  #pathOf(cid: string): string {
    return join(this.#directory, cid);
  }
}
