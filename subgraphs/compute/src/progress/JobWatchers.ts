import { randomUUID } from 'node:crypto';
import { errors } from '../errors.js';
import type { Outlook } from '../entities/Outlook.js';
import { parseNews } from './progressChannel.js';

const mostWatchers = 10_000;

/** Something that waits for news of one job. */
export interface JobWatcher {
  /** Resolves at the next news of the job since the last call, after `milliseconds`, or when watching ends. */
  news(milliseconds: number): Promise<void>;
  /** Whether the service is stopping: nobody should wait any longer. */
  readonly ended: boolean;
  /** How the job ended, when that was settled here; only for those who said that they want it. */
  readonly outcome: Outlook | undefined;
  stop(): void;
}

interface WatchOptions {
  /** To be told how the job ended, rather than of what was settled here on the way. It must be a job of one item. */
  readonly wantsOutcome?: boolean;
}

/** Wakes those who wait for a job on this replica. Holds no database connection while they wait. */
export class JobWatchers {
  /** Tells what this replica settled from what others did. */
  readonly replica = randomUUID();
  readonly #watchers = new Map<string, Set<Watcher>>();
  #count = 0;
  #closed = false;

  /** Starts watching a job. Throws SERVER_BUSY when 10,000 already wait here. */
  watch(jobId: string, { wantsOutcome = false }: WatchOptions = {}): JobWatcher {
    if (this.#count >= mostWatchers) throw errors.SERVER_BUSY();
    const watcher = new Watcher(wantsOutcome, () => this.#remove(jobId, watcher), this.#closed);
    const others = this.#watchers.get(jobId);
    if (others === undefined) this.#watchers.set(jobId, new Set([watcher]));
    else others.add(watcher);
    this.#count++;
    return watcher;
  }

  /** Takes a notification of the progress channel. */
  heard(payload: string): void {
    const news = parseNews(payload);
    if (news === undefined) this.#wakeAll();
    else for (const jobId of news.jobIds) this.#wake(jobId, news.settledBy === this.replica);
  }

  /** Whether somebody here wants to be told how a job ends. */
  wantsOutcome(jobId: string): boolean {
    return [...(this.#watchers.get(jobId) ?? [])].some((watcher) => watcher.wantsOutcome);
  }

  /** Tells how a job ended, once that is certain. */
  tellOutcome(outcome: Outlook): void {
    for (const watcher of this.#watchers.get(outcome.job.id) ?? [])
      if (watcher.wantsOutcome) watcher.tell(outcome);
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

  /** Those who want the outcome hear of it by themselves when it was settled here. */
  #wake(jobId: string, settledHere: boolean): void {
    for (const watcher of this.#watchers.get(jobId) ?? [])
      if (!settledHere || !watcher.wantsOutcome) watcher.wake();
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
  #outcome: Outlook | undefined;

  constructor(
    readonly wantsOutcome: boolean,
    private readonly onStop: () => void,
    ended: boolean,
  ) {
    this.#ended = ended;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get outcome(): Outlook | undefined {
    return this.#outcome;
  }

  tell(outcome: Outlook): void {
    this.#outcome = outcome;
    this.wake();
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
