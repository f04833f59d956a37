/** What was learnt of the model that ran last. */
export interface LearntBatch {
  /** Tasks that are best run together. */
  readonly size: number;
  /** Processor time of one of them, milliseconds. */
  readonly msPerTask: number;
}

/** Work a device may hold for each core to fill its batches, milliseconds: more would lie here while another device is idle. */
const heldMs = 250;

/**
 * Leases a device may hold: one for each core and some to fetch ahead, or as many as fill the batches that were found best, as far as
 * that is soon done.
 */
export function placesFor(cores: number, prefetch: number, learnt: LearntBatch | null): number {
  const least = cores + prefetch;
  if (learnt === null || learnt.size === 1) return least;
  const soonDone = Math.floor(heldMs / Math.max(learnt.msPerTask, 0.001));
  // One batch runs while the next comes together.
  return Math.max(least, cores * Math.min(2 * learnt.size, soonDone));
}
