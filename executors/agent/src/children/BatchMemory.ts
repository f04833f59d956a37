import { afterBatch, bestBatch, type BatchHistory, nextBatchSize, noBatches } from '../rules/batchSize.js';
import type { LearntBatch } from '../rules/placesFor.js';

/** Kinds of tasks whose batches are remembered. */
const places = 64;

/** What was learnt is soon no guide to what will run next. */
const freshMs = 2_000;

/** How quickly batches of each kind of task ran on this device; the kinds that ran least recently are forgotten. */
export class BatchMemory {
  readonly #histories = new Map<string, BatchHistory>();
  #learntAt = -Infinity;

  /** How many of the tasks of a kind that wait are run together now. */
  nextSize(key: string, waiting: number): number {
    return nextBatchSize(this.#histories.get(key) ?? noBatches, waiting);
  }

  learn(key: string, batch: { readonly size: number; readonly processorMs: number }): void {
    const history = afterBatch(this.#histories.get(key) ?? noBatches, batch);
    this.#histories.delete(key);
    this.#histories.set(key, history);
    this.#learntAt = performance.now();
    const [oldest] = this.#histories.keys();
    if (this.#histories.size > places && oldest !== undefined) this.#histories.delete(oldest);
  }

  /** What is known of the kind of task that ran last; null when that was a while ago. */
  get latest(): LearntBatch | null {
    const history = [...this.#histories.values()].at(-1);
    if (history === undefined || performance.now() - this.#learntAt > freshMs) return null;
    return bestBatch(history);
  }
}
