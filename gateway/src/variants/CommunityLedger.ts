import { LRUCache } from 'lru-cache';
import type { CommunityStats } from './VariantStats.js';

interface Entry {
  variant: string;
  hits: number;
  misses: number;
}

/** Which variant each community had last, and how often it asked. Forgets who asked longest ago. */
export class CommunityLedger {
  readonly #entries: LRUCache<string, Entry>;

  constructor(capacity: number) {
    this.#entries = new LRUCache({ max: capacity });
  }

  note(communityId: string, variant: string, outcome: 'hits' | 'misses'): void {
    const entry = this.#entries.get(communityId) ?? { variant, hits: 0, misses: 0 };
    if (entry.hits + entry.misses === 0) this.#entries.set(communityId, entry);
    entry.variant = variant;
    entry[outcome]++;
  }

  variantOf(communityId: string): string | undefined {
    return this.#entries.peek(communityId)?.variant;
  }

  list(): readonly CommunityStats[] {
    return [...this.#entries.entries()].map(([communityId, entry]) => ({ communityId, ...entry }));
  }
}
