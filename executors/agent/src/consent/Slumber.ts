import type { InferencePool } from '../children/InferencePool.js';
import type { AttemptBook } from '../leases/AttemptBook.js';
import { sleepText } from '../rules/sleepText.js';

interface SlumberParts {
  readonly pool: Pick<InferencePool, 'sleep' | 'wake'>;
  readonly book: Pick<AttemptBook, 'placesInUse'>;
  /** After how long without work the device goes to sleep, milliseconds; 0: never. */
  readonly afterMs: number;
  /** The device is awake again: its dispatcher is to hear of it at once. */
  readonly onWake: () => void;
}

const longestCheckMs = 10_000;

/**
 * Lets a device without work sleep: its children end, so that their memory is the owner's again. It stays connected, and work wakes it.
 */
export class Slumber {
  readonly #parts: SlumberParts;
  readonly #timer: NodeJS.Timeout | undefined;
  #idleSince = Date.now();
  #asleep = false;

  constructor(parts: SlumberParts) {
    this.#parts = parts;
    if (parts.afterMs === 0) return;
    const checkMs = Math.min(longestCheckMs, Math.max(1, parts.afterMs / 4));
    this.#timer = setInterval(() => this.#check(), checkMs);
  }

  /** What it sleeps for, in words; null while it is awake. */
  get asleep(): string | null {
    return this.#asleep ? sleepText(Date.now() - this.#idleSince) : null;
  }

  /** Work has come. */
  wake(): void {
    this.#idleSince = Date.now();
    if (!this.#asleep) return;
    this.#asleep = false;
    this.#parts.pool.wake();
    this.#parts.onWake();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const { pool, book, afterMs } = this.#parts;
    const now = Date.now();
    if (book.placesInUse > 0) this.#idleSince = now;
    if (this.#asleep || now - this.#idleSince < afterMs) return;
    this.#asleep = true;
    pool.sleep();
  }
}
