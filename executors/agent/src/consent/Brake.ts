import { givenBackCode, type TaskFailure } from '@ai-collective/contracts';
import type { InferencePool } from '../children/InferencePool.js';
import type { AttemptBook } from '../leases/AttemptBook.js';

interface BrakeParts {
  readonly pool: Pick<InferencePool, 'suspend' | 'resume'>;
  readonly book: Pick<AttemptBook, 'held' | 'giveBack'>;
  /** How long work may stand still before it is given back, milliseconds. */
  readonly graceMs: number;
}

const dutyPeriodMs = 1_000;
const checkMs = 500;

const pausedFailure: TaskFailure = {
  code: givenBackCode,
  message: 'The device was paused before the run was over.',
  fault: 'device',
};

/**
 * Makes work stand still at once when the device is paused, and gives it back when that lasts, so that others do it. A
 * share of the processor below 100 % is kept by standing still for the rest of each second.
 */
export class Brake {
  readonly #parts: BrakeParts;
  #giveBack: NodeJS.Timeout | undefined;
  #duty: NodeJS.Timeout | undefined;
  #pausedAt: number | null = null;
  #share = 100;

  constructor(parts: BrakeParts) {
    this.#parts = parts;
  }

  /** Stands still while paused. */
  set(paused: boolean): void {
    if (paused === (this.#pausedAt !== null)) return;
    this.#pausedAt = paused ? Date.now() : null;
    clearInterval(this.#giveBack);
    clearTimeout(this.#duty);
    if (!paused) {
      this.#work();
      return;
    }
    this.#parts.pool.suspend();
    // A lease that was under way to this device while it was paused comes later than the first check.
    this.#giveBack = setInterval(() => this.#check(), Math.min(checkMs, Math.max(1, this.#parts.graceMs)));
    this.#check();
  }

  /** Percent of the time that work may take. */
  share(percent: number): void {
    if (percent === this.#share) return;
    this.#share = percent;
    clearTimeout(this.#duty);
    if (this.#pausedAt === null) this.#work();
  }

  close(): void {
    clearInterval(this.#giveBack);
    clearTimeout(this.#duty);
  }

  #work(): void {
    this.#parts.pool.resume();
    if (this.#share < 100) this.#duty = setTimeout(() => this.#rest(), (dutyPeriodMs * this.#share) / 100);
  }

  #rest(): void {
    this.#parts.pool.suspend();
    this.#duty = setTimeout(() => this.#work(), (dutyPeriodMs * (100 - this.#share)) / 100);
  }

  #check(): void {
    const { book, graceMs } = this.#parts;
    if (this.#pausedAt === null || Date.now() - this.#pausedAt < graceMs || book.held.length === 0) return;
    book.giveBack(pausedFailure);
  }
}
