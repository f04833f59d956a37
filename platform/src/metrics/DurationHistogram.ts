/** Upper bounds of the buckets, ms: from an answer out of memory to one that a client has given up on. */
export const durationBoundsMs = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;

/**
 * Durations, counted in buckets. Adding one takes some nanoseconds and allocates nothing, which is why requests are
 * counted here and not by the library that exports them.
 */
export class DurationHistogram {
  /** Durations in each bucket alone; the last one holds those beyond every bound. */
  readonly counts: number[] = new Array<number>(durationBoundsMs.length + 1).fill(0);
  /** ms. */
  sum = 0;

  /** Adds a duration, ms. */
  add(ms: number): void {
    let bucket = 0;
    while (bucket < durationBoundsMs.length && ms > (durationBoundsMs[bucket] ?? Infinity)) bucket++;
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.sum += ms;
  }

  /** Durations added. */
  get count(): number {
    return this.counts.reduce((sum, each) => sum + each, 0);
  }
}
