import { setTimeout as delay } from 'node:timers/promises';

export interface BackOffOptions {
  /** Milliseconds before the second try. */
  readonly firstMs: number;
  /** Milliseconds no wait exceeds. */
  readonly maxMs: number;
}

/** Waits that double from `firstMs` to `maxMs`. `wait` ends early, without an error, when the signal aborts. */
export class BackOff {
  #next: number;

  constructor(private readonly options: BackOffOptions) {
    this.#next = options.firstMs;
  }

  async wait(signal?: AbortSignal): Promise<void> {
    const milliseconds = this.#next;
    this.#next = Math.min(this.#next * 2, this.options.maxMs);
    await delay(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
  }

  reset(): void {
    this.#next = this.options.firstMs;
  }
}
