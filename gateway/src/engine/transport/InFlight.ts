import { Cancellation } from './Cancellation.js';

interface Call<T> {
  readonly answer: Promise<T>;
  readonly cancellation: Cancellation;
  waiting: number;
}

/** Lets calls with the same key that are under way at the same moment be one call. */
export class InFlight<T> {
  readonly #calls = new Map<string, Call<T>>();
  readonly #onJoined: (() => void) | undefined;

  /** `onJoined` is told each time that a call under way is joined. */
  constructor(onJoined?: () => void) {
    this.#onJoined = onJoined;
  }

  /** Calls under way. */
  get size(): number {
    return this.#calls.size;
  }

  /**
   * Joins the call under way with that key, or starts one. A call is cancelled when everybody who waits for it has gone.
   * Rejects with the reason when `cancellation` happens.
   */
  async join(
    key: string,
    cancellation: Cancellation,
    start: (cancellation: Cancellation) => Promise<T>,
  ): Promise<T> {
    cancellation.throwIfCancelled();
    const call = this.#calls.get(key) ?? this.#start(key, start);
    if (++call.waiting > 1) this.#onJoined?.();
    return new Promise<T>((resolve, reject) => {
      const stay = cancellation.whenCancelled(() => {
        this.#leave(key, call, cancellation.reason);
        reject(cancellation.reason);
      });
      call.answer.finally(stay).then(resolve, reject);
    });
  }

  #start(key: string, start: (cancellation: Cancellation) => Promise<T>): Call<T> {
    const cancellation = new Cancellation();
    const call: Call<T> = { cancellation, answer: start(cancellation), waiting: 0 };
    this.#calls.set(key, call);
    const forget = () => this.#forget(key, call);
    call.answer.then(forget, forget);
    return call;
  }

  /** Nobody may join a call that is being cancelled. */
  #leave(key: string, call: Call<T>, reason: Error): void {
    if (--call.waiting > 0) return;
    this.#forget(key, call);
    call.cancellation.cancel(reason);
  }

  #forget(key: string, call: Call<T>): void {
    if (this.#calls.get(key) === call) this.#calls.delete(key);
  }
}
