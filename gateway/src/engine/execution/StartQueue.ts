import type { Cancellation } from '../transport/Cancellation.js';

/** Operations that may be under way together however busy the processor is. */
const fewest = 4;

/** Longest time without a start while somebody waits, ms: operations that take long must not hold up all others. */
const longestStandstill = 5;

/**
 * Finishes what is under way before it starts more. An operation under way holds what its subgraphs answered. When all
 * that arrive together are started together on a busy processor, all of that grows old together, each garbage collection
 * copies it, and none is done sooner. So beyond the first few an operation starts only when the event loop went round
 * without the answer of a subgraph: when there is nothing else to do. While subgraphs are slow that is at once.
 */
export class StartQueue {
  readonly #now: () => number;
  readonly #waiting = new Set<() => void>();
  #underWay = 0;
  #hadAnswer = false;
  #isWatching = false;
  #lastStart = 0;

  /** `now` is a steady clock, ms. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Operations that wait. */
  get length(): number {
    return this.#waiting.size;
  }

  /** Does the work when its turn has come. Rejects with the reason when it is cancelled before. */
  async run<T>(cancellation: Cancellation, work: () => Promise<T>): Promise<T> {
    if (this.#underWay >= fewest || this.#waiting.size > 0) await this.#turn(cancellation);
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
    }
  }

  /** To be told of each answer of a subgraph. */
  answered(): void {
    this.#hadAnswer = true;
  }

  #turn(cancellation: Cancellation): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (settle: () => void) => () => {
        this.#waiting.delete(start);
        stay();
        settle();
      };
      const start = leave(resolve);
      let stay = (): void => undefined;
      this.#waiting.add(start);
      stay = cancellation.whenCancelled(leave(() => reject(cancellation.reason)));
      this.#watch();
    });
  }

  /** Looks once in each turn of the event loop, as long as somebody waits. */
  #watch(): void {
    if (this.#isWatching || this.#waiting.size === 0) return;
    this.#isWatching = true;
    setImmediate(() => {
      this.#isWatching = false;
      if (this.#mayStart()) this.#startNext();
      this.#hadAnswer = false;
      this.#watch();
    });
  }

  #mayStart(): boolean {
    if (!this.#hadAnswer || this.#underWay < fewest) return true;
    return this.#now() - this.#lastStart >= longestStandstill;
  }

  #startNext(): void {
    const [next] = this.#waiting;
    this.#lastStart = this.#now();
    next?.();
  }
}

/** A process has one event loop, whatever number of engines it has. */
export const startQueue = new StartQueue();
