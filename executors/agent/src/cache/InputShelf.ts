import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceFailure } from '../failures/TaskFailed.js';
import { DownloadError } from './DownloadError.js';
import { downloadContent } from './downloadContent.js';

export interface ShelfOptions {
  /** Made when it is missing; emptied at the start. */
  readonly directory: string;
  /** Largest input, in bytes. */
  readonly maxBytes: number;
  /** What inputs nobody holds may take up together, in bytes. */
  readonly budgetBytes: number;
  /** How long an input nobody holds is kept, ms. */
  readonly keepMs: number;
}

/** An input that stays where it is until it is released. */
export interface HeldInput {
  readonly path: string;
  release(): void;
}

interface Entry {
  readonly path: string;
  readonly arrival: Promise<void>;
  hasArrived: boolean;
  bytes: number;
  usedAt: number;
  holders: number;
}

/** CIDs become file names, so nothing else may. */
const cidPattern = /^[a-z0-9]{20,120}$/;

/**
 * Input blobs on disk by CID. One that was used lately is still there for the next task that needs it: another try,
 * or another model on the same picture. They are members' data and stay no longer than a few minutes.
 */
export class InputShelf {
  readonly #options: ShelfOptions;
  readonly #entries = new Map<string, Entry>();
  #fetched = 0;
  #tidying: NodeJS.Timeout | undefined;

  private constructor(options: ShelfOptions) {
    this.#options = options;
  }

  static async open(options: ShelfOptions): Promise<InputShelf> {
    await rm(options.directory, { recursive: true, force: true });
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    return new InputShelf(options);
  }

  /**
   * Holds an input, downloading it when it is not there; requests for one input share one download.
   * Throws a {@link DownloadError}, or ATTEMPT_CANCELED as soon as `signal` is aborted.
   */
  async hold(
    { cid, url }: { readonly cid: string; readonly url: string },
    signal: AbortSignal,
  ): Promise<HeldInput> {
    if (!cidPattern.test(cid)) throw new DownloadError('WRONG_CONTENT', 'the input has no valid CID');
    const entry = this.#entries.get(cid) ?? this.#fetch(cid, url);
    entry.holders++;
    let held = true;
    const release = (): void => {
      if (held) this.#release(entry);
      held = false;
    };
    try {
      await unlessAborted(entry.arrival, signal);
      return { path: entry.path, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** CIDs of the inputs that are here, the oldest first. */
  get kept(): readonly string[] {
    return [...this.#entries].flatMap(([cid, { hasArrived }]) => (hasArrived ? [cid] : []));
  }

  /** Stops tidying up. What is left goes at the next start. */
  close(): void {
    clearTimeout(this.#tidying);
  }

  #fetch(cid: string, url: string): Entry {
    // A name of its own, so that removing an earlier copy cannot take this one.
    const path = join(this.#options.directory, `${cid}.${++this.#fetched}`);
    const arrival = downloadContent({ url, cid, path, maxBytes: this.#options.maxBytes }).then(
      ({ bytes }) => {
        entry.bytes = bytes;
        entry.hasArrived = true;
      },
      (error: unknown) => {
        if (this.#entries.get(cid) === entry) this.#entries.delete(cid);
        throw error;
      },
    );
    const entry: Entry = { path, arrival, hasArrived: false, bytes: 0, usedAt: Date.now(), holders: 0 };
    this.#entries.set(cid, entry);
    return entry;
  }

  #release(entry: Entry): void {
    entry.holders--;
    entry.usedAt = Date.now();
    this.#tidy();
  }

  /** Removes what nobody holds when it is too old or, the oldest first, too much; and looks again later. */
  #tidy(): void {
    clearTimeout(this.#tidying);
    const { budgetBytes, keepMs } = this.#options;
    const idle = [...this.#entries].filter(([, { holders }]) => holders === 0);
    idle.sort(([, left], [, right]) => right.usedAt - left.usedAt);
    const oldest = Date.now() - keepMs;
    let bytes = 0;
    for (const [cid, entry] of idle) {
      bytes += entry.bytes;
      if (entry.usedAt > oldest && bytes <= budgetBytes) continue;
      this.#entries.delete(cid);
      void rm(entry.path, { force: true });
    }
    if (this.#entries.size > 0) this.#tidying = setTimeout(() => this.#tidy(), keepMs).unref();
  }
}

function unlessAborted(arrival: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(deviceFailure('ATTEMPT_CANCELED', 'The attempt was canceled.'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    arrival.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
