import type { LoadedRunner } from '../runners/runner.js';

/** The models a child keeps in memory; the least recently used one leaves when a place is needed. */
export class ModelShelf {
  readonly #places: number;
  readonly #loaded = new Map<string, LoadedRunner>();

  constructor(places: number) {
    this.#places = places;
  }

  /** The model under a key, loaded when it is not there. A failed load leaves nothing behind. */
  async take(key: string, load: () => Promise<LoadedRunner>): Promise<LoadedRunner> {
    const kept = this.#loaded.get(key);
    if (kept !== undefined) this.#loaded.delete(key);
    else await this.#clearPlace();
    const model = kept ?? (await load());
    this.#loaded.set(key, model);
    return model;
  }

  async #clearPlace(): Promise<void> {
    while (this.#loaded.size >= this.#places) {
      const [oldest] = this.#loaded;
      if (oldest === undefined) return;
      this.#loaded.delete(oldest[0]);
      await oldest[1].dispose();
    }
  }
}
