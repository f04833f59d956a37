/** Counts the writes a broker has acknowledged, and wakes those who wait for the next. */
export class Arrivals {
  readonly #waiting = new Set<() => void>();
  #count = 0;

  /** How many writes there were so far. */
  get count(): number {
    return this.#count;
  }

  /** A write was acknowledged: what it wrote can be read. */
  note(): void {
    this.#count += 1;
    for (const wake of this.#waiting) wake();
  }

  /** Calls `wake` once, at the next write or after so many milliseconds. Gives what cancels it. */
  await(milliseconds: number, wake: () => void): () => void {
    const cancel = (): void => {
      clearTimeout(timer);
      this.#waiting.delete(once);
    };
    const once = (): void => {
      cancel();
      wake();
    };
    const timer = setTimeout(once, milliseconds);
    this.#waiting.add(once);
    return cancel;
  }
}
