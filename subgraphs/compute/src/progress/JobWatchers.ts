import { errors } from '../errors.js';
import { jobIdsOf } from './progressChannel.js';

const mostWatchers = 10_000;

/** Something that waits for news of one job. */
export interface JobWatcher {
  /** Resolves at the next news of the job since the last call, after `milliseconds`, or when watching ends. */
  news(milliseconds: number): Promise<void>;
  /** Whether the service is stopping: nobody should wait any longer. */
  readonly ended: boolean;
  stop(): void;
}

/** Wakes those who wait for a job on this replica. Holds no database connection while they wait. */
export class JobWatchers {
  readonly #watchers = new Map<string, Set<Watcher>>();
  #count = 0;
  #closed = false;

  /** Starts watching a job. Throws SERVER_BUSY when 10,000 already wait here. */
  watch(jobId: string): JobWatcher {
    if (this.#count >= mostWatchers) throw errors.SERVER_BUSY();
    const watcher = new Watcher(() => this.#remove(jobId, watcher), this.#closed);
    const others = this.#watchers.get(jobId);
    if (others === undefined) this.#watchers.set(jobId, new Set([watcher]));
    else others.add(watcher);
    this.#count++;
    return watcher;
  }

  /** Takes a notification of the progress channel. */
  heard(payload: string): void {
    if (payload === '') this.#wakeAll();
    for (const jobId of jobIdsOf(payload))
      for (const watcher of this.#watchers.get(jobId) ?? []) watcher.wake();
  }

  /** Ends every wait, so that a stopping service can answer. */
  close(): void {
    this.#closed = true;
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher.end();
  }

  /** How many wait now. */
  get size(): number {
    return this.#count;
  }

  #wakeAll(): void {
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher.wake();
  }

  #remove(jobId: string, watcher: Watcher): void {
    const watchers = this.#watchers.get(jobId);
    if (watchers?.delete(watcher) !== true) return;
    this.#count--;
    if (watchers.size === 0) this.#watchers.delete(jobId);
  }
}

class Watcher implements JobWatcher {
  #isNew = false;
  #ended: boolean;
  #resolve: () => void = () => undefined;

  constructor(
    private readonly onStop: () => void,
    ended: boolean,
  ) {
    this.#ended = ended;
  }

  get ended(): boolean {
    return this.#ended;
  }

  news(milliseconds: number): Promise<void> {
    if (this.#isNew || this.#ended || milliseconds <= 0) {
      this.#isNew = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#resolve(), milliseconds);
      this.#resolve = () => {
        clearTimeout(timer);
        this.#isNew = false;
        this.#resolve = () => undefined;
        resolve();
      };
    });
  }

  wake(): void {
    this.#isNew = true;
    this.#resolve();
  }

  end(): void {
    this.#ended = true;
    this.#resolve();
  }

  stop(): void {
    this.onStop();
    this.end();
  }
}
