/**
 * Tells those at work that their work is wanted no longer. An AbortSignal does the same, but is an EventTarget: making one
 * for each call, with its listeners, was measured to cost more than all else the transport does.
 */
export class Cancellation {
  #listeners: (() => void)[] = [];
  #isCancelled = false;
  #reason: Error | undefined;
  #signal: AbortSignal | undefined;

  /** Cancels when a signal aborts; without a signal, never by itself. */
  static from(signal: AbortSignal | undefined): Cancellation {
    const cancellation = new Cancellation();
    if (signal === undefined) return cancellation;
    const cancel = (): void => cancellation.cancel(asError(signal.reason));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    return cancellation;
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Why, once it is cancelled. */
  get reason(): Error {
    return this.#reason ?? new Error('Nothing was cancelled.');
  }

  /** The same as a signal, for those who need one. */
  get signal(): AbortSignal {
    if (this.#signal !== undefined) return this.#signal;
    const controller = new AbortController();
    this.whenCancelled(() => controller.abort(this.#reason));
    return (this.#signal = controller.signal);
  }

  throwIfCancelled(): void {
    if (this.#isCancelled) throw this.reason;
  }

  cancel(reason: Error = new Error('Nobody wants the work any more.')): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }

  /** Calls `listener` once it is cancelled, at once if it is. The answer takes the listener back. */
  whenCancelled(listener: () => void): () => void {
    if (this.#isCancelled) {
      listener();
      return () => undefined;
    }
    this.#listeners.push(listener);
    return () => {
      const at = this.#listeners.indexOf(listener);
      if (at !== -1) this.#listeners.splice(at, 1);
    };
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('The work was cancelled.', { cause: reason });
}
