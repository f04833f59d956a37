interface Waiting {
  /** Whether a write to the topic of this id is worth waking for. */
  readonly wants: (topicId: Buffer) => boolean;
  readonly wake: () => void;
}

/** Tells those who wait of the writes a broker has acknowledged. */
export class Arrivals {
  readonly #waiting = new Set<Waiting>();
  #count = 0;

  /** How many writes there were so far. */
  get count(): number {
    return this.#count;
  }

  /** A write was acknowledged: what it wrote can be read. Where the topic's id is not known, everybody is woken. */
  note(topicId: Buffer | undefined): void {
    this.#count += 1;
    for (const waiting of this.#waiting) if (topicId === undefined || waiting.wants(topicId)) waiting.wake();
  }

  /** Calls `wake` once, at the next write that is wanted or after so many milliseconds. Gives what cancels it. */
  await(milliseconds: number, { wants, wake }: Waiting): () => void {
    const cancel = (): void => {
      clearTimeout(timer);
      this.#waiting.delete(waiting);
    };
    const waiting: Waiting = {
      wants,
      wake: () => {
        cancel();
        wake();
      },
    };
    const timer = setTimeout(waiting.wake, milliseconds);
    this.#waiting.add(waiting);
    return cancel;
  }
}
