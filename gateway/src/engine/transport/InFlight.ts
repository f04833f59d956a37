import { Cancellation } from './Cancellation.js';

/** What makes calls the same: both parts. */
export interface CallKey {
  /** Who may share, and what makes few calls at once. */
  readonly scope: string;
  /** What is asked. Compared, never hashed: most are long, and nobody else in the scope has a call under way. */
  readonly text: string;
}

interface Call<T> {
  readonly text: string;
  readonly answer: Promise<T>;
  readonly cancellation: Cancellation;
  waiting: number;
}

/** Lets calls with the same key that are under way at the same moment be one call. */
export class InFlight<T> {
  readonly #calls = new Map<string, Call<T>[]>();
  readonly #onJoined: (() => void) | undefined;
  #size = 0;

  /** `onJoined` is told each time that a call under way is joined. */
  constructor(onJoined?: () => void) {
    this.#onJoined = onJoined;
  }

  /** Calls under way. */
  get size(): number {
    return this.#size;
  }

  /**
   * Joins the call under way with that key, or starts one. A call is cancelled when everybody who waits for it has gone.
   * Rejects with the reason when `cancellation` happens.
   */
  async join(
    { scope, text }: CallKey,
    cancellation: Cancellation,
    start: (cancellation: Cancellation) => Promise<T>,
  ): Promise<T> {
    cancellation.throwIfCancelled();
    const known = this.#calls.get(scope)?.find((each) => each.text === text);
    const call = known ?? this.#start({ scope, text }, start);
    if (++call.waiting > 1) this.#onJoined?.();
    return new Promise<T>((resolve, reject) => {
      const stay = cancellation.whenCancelled(() => {
        this.#leave(scope, call, cancellation.reason);
        reject(cancellation.reason);
      });
      call.answer.then(
        (answer) => {
          stay();
          resolve(answer);
        },
        (reason: unknown) => {
          stay();
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it came
          reject(reason);
        },
      );
    });
  }

  #start({ scope, text }: CallKey, start: (cancellation: Cancellation) => Promise<T>): Call<T> {
    const cancellation = new Cancellation();
    const call: Call<T> = { text, cancellation, answer: start(cancellation), waiting: 0 };
    const calls = this.#calls.get(scope);
    if (calls === undefined) this.#calls.set(scope, [call]);
    else calls.push(call);
    this.#size++;
    const forget = () => this.#forget(scope, call);
    call.answer.then(forget, forget);
    return call;
  }

  /** Nobody may join a call that is being cancelled. */
  #leave(scope: string, call: Call<T>, reason: Error): void {
    if (--call.waiting > 0) return;
    this.#forget(scope, call);
    call.cancellation.cancel(reason);
  }

  #forget(scope: string, call: Call<T>): void {
    const calls = this.#calls.get(scope) ?? [];
    const at = calls.indexOf(call);
    if (at === -1) return;
    this.#size--;
    calls.splice(at, 1);
    if (calls.length === 0) this.#calls.delete(scope);
  }
}
