import { LRUCache } from 'lru-cache';

export interface AutomaticDocumentsSettings {
  /** Most bytes of documents remembered of one community. */
  readonly bytesEach: number;
  /** Most communities remembered. */
  readonly communities: number;
}

/**
 * Documents that clients registered by their hash, each community's by itself: what one knows, no other can learn of
 * or push out.
 */
export class AutomaticDocuments {
  readonly #settings: AutomaticDocumentsSettings;
  readonly #communities: LRUCache<string, LRUCache<string, string>>;

  constructor(settings: AutomaticDocumentsSettings) {
    this.#settings = settings;
    this.#communities = new LRUCache({ max: settings.communities });
  }

  find(community: string, hash: string): string | undefined {
    return this.#communities.get(community)?.get(hash);
  }

  /** Remembers a text by its hash, which the caller has checked. One larger than the room for all is not remembered. */
  remember(community: string, hash: string, text: string): void {
    this.#of(community).set(hash, text);
  }

  #of(community: string): LRUCache<string, string> {
    const known = this.#communities.get(community);
    if (known !== undefined) return known;
    const documents = new LRUCache<string, string>({
      maxSize: this.#settings.bytesEach,
      // Two bytes a character are the most a string takes in memory.
      sizeCalculation: (text, hash) => 2 * (text.length + hash.length),
    });
    this.#communities.set(community, documents);
    return documents;
  }
}
