/** How a gateway's variants stand: plain figures, for whatever exports metrics. Counters grow only. */
export interface VariantStats {
  /** Variants compiled, the platform's aside. */
  readonly variants: number;
  /** Their estimated memory, and what it may come to. */
  readonly bytes: number;
  readonly budgetBytes: number;
  /** Requests that found their engine ready, and those that had to wait for it. */
  readonly hits: number;
  readonly misses: number;
  /** Variants dropped for want of memory. */
  readonly evictions: number;
  /** Engines put in the place of others while those served. */
  readonly swaps: number;
  /** Variants that could not be compiled. */
  readonly failures: number;
  readonly compiles: number;
  /** Time from the beginning of a composition to the end of warming, ms. */
  readonly compileMs: { readonly total: number; readonly last: number; readonly most: number };
  /** Operations planned ahead of a swap. */
  readonly warmed: number;
  /** The communities that asked lately, for labels. */
  readonly communities: readonly CommunityStats[];
}

export interface CommunityStats {
  readonly communityId: string;
  /** Key of its variant; `platform` without anything of its own. */
  readonly variant: string;
  readonly hits: number;
  readonly misses: number;
}

/** The counters of VariantStats while they grow. */
export class VariantCounters {
  hits = 0;
  misses = 0;
  evictions = 0;
  swaps = 0;
  failures = 0;
  compiles = 0;
  warmed = 0;
  readonly compileMs = { total: 0, last: 0, most: 0 };

  compiled(ms: number): void {
    this.compiles++;
    this.compileMs.total += ms;
    this.compileMs.last = ms;
    this.compileMs.most = Math.max(this.compileMs.most, ms);
  }
}
