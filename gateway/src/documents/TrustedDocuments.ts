import { sha256Hex } from './sha256Hex.js';

/** Documents that somebody vouches for: those that a community's own apps were built with. */
export interface TrustedDocuments {
  /**
   * The text of a document by the id that its manifest gives it, or by the sha256 of its text, hex. A store that waits for
   * something bounds the wait itself, and rejects.
   */
  find(id: string): string | undefined | Promise<string | undefined>;
}

/** Documents in memory. */
export class InMemoryDocuments implements TrustedDocuments {
  readonly #texts: ReadonlyMap<string, string>;

  /** Takes texts by id. */
  constructor(documents: Iterable<readonly [string, string]>) {
    const entries = [...documents];
    const byHash = entries.map(([, text]) => [sha256Hex(text), text] as const);
    // A real hash comes before an id that looks like one.
    this.#texts = new Map([...entries, ...byHash]);
  }

  /** Names that documents have, hashes included. */
  get size(): number {
    return this.#texts.size;
  }

  find(id: string): string | undefined {
    return this.#texts.get(id);
  }
}
