/** What `take` gives: a value, nothing within the wait, or the end. */
export type Taken<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'idle' } | { readonly kind: 'closed' };

/** A first-in, first-out queue with a fixed capacity between one producer and one consumer. */
export class BoundedQueue<T> {
  readonly #capacity: number;
  readonly #values: T[] = [];
  #isClosed = false;
  #wake: (() => void) | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds a value; false when the queue is full or closed, and the value was dropped. */
  push(value: T): boolean {
    if (this.#isClosed || this.#values.length >= this.#capacity) return false;
    this.#values.push(value);
    this.#wake?.();
    return true;
  }

  /** Takes no more values. What is queued can still be taken, unless it is thrown away. */
  close({ discard }: { readonly discard: boolean }): void {
    this.#isClosed = true;
    if (discard) this.#values.length = 0;
    this.#wake?.();
  }

  /** The next value, waiting up to `waitMs` for it. */
  async take(waitMs: number): Promise<Taken<T>> {
    if (this.#values.length === 0 && !this.#isClosed) await this.#change(waitMs);
    const [value] = this.#values.splice(0, 1);
    if (value !== undefined) return { kind: 'value', value };
    return { kind: this.#isClosed ? 'closed' : 'idle' };
  }

  async #change(waitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
