import { setTimeout as delay } from 'node:timers/promises';

/** A pause after each piece of work, ms: what is under load is to have some processor time left to restart. */
const pauseMs = 20;

/** Work that is done again and again, by several at once, and what it failed with. */
export class Load {
  readonly failures: unknown[] = [];
  #done = 0;
  #hasEnded = false;
  readonly #workers: readonly Promise<void>[];

  /** Begins at once: each piece of work is repeated by itself, one time after the other. */
  constructor(pieces: readonly (() => Promise<unknown>)[]) {
    this.#workers = pieces.map((piece) => this.#repeat(piece));
  }

  get done(): number {
    return this.#done;
  }

  /** Ends when what is under way is done. */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await Promise.all(this.#workers);
  }

  async #repeat(piece: () => Promise<unknown>): Promise<void> {
    while (!this.#hasEnded) {
      try {
        await piece();
        this.#done += 1;
      } catch (error) {
        this.failures.push(error);
      }
      await delay(pauseMs);
    }
  }
}
