import { errors } from '../errors.js';

/** Runs tasks one after the other: each takes the event loop for a while, and others want it, too. */
export class CompileQueue {
  readonly #capacity: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** `capacity` bounds the tasks that wait or run. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Rejects with VARIANT_NOT_READY when too many tasks wait. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#capacity) throw errors.VARIANT_NOT_READY();
    this.#waiting++;
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined).finally(() => this.#waiting--);
    return result;
  }
}
