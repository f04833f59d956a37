interface Call<T> {
  readonly answer: Promise<T>;
  readonly end: AbortController;
  waiting: number;
}

/** Lets calls with the same key that are under way at the same moment be one call. */
export class InFlight<T> {
  readonly #calls = new Map<string, Call<T>>();

  /** Calls under way. */
  get size(): number {
    return this.#calls.size;
  }

  /**
   * Joins the call under way with that key, or starts one. A call is aborted when everybody who waits for it has gone.
   * Rejects with the signal's reason when it aborts.
   */
  async join(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const call = this.#calls.get(key) ?? this.#start(key, start);
    call.waiting++;
    return new Promise<T>((resolve, reject) => {
      const leave = (): void => {
        if (--call.waiting === 0) this.#abandon(key, call, signal.reason);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', leave, { once: true });
      call.answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<T>): Call<T> {
    const end = new AbortController();
    const call: Call<T> = { end, answer: start(end.signal), waiting: 0 };
    this.#calls.set(key, call);
    const forget = () => this.#forget(key, call);
    call.answer.then(forget, forget);
    return call;
  }

  /** Nobody may join a call that is being aborted. */
  #abandon(key: string, call: Call<T>, reason: unknown): void {
    this.#forget(key, call);
    call.end.abort(reason);
  }

  #forget(key: string, call: Call<T>): void {
    if (this.#calls.get(key) === call) this.#calls.delete(key);
  }
}
