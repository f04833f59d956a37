/** How long the latest results of one kind took to come. Milliseconds. */
export interface RunTimes {
  readonly latest: readonly number[];
  /** Null while there are too few to say. */
  readonly p95Ms: number | null;
}

export const noRunTimes: RunTimes = { latest: [], p95Ms: null };

/** Enough for a 95th percentile that one straggler does not decide, few enough to follow a fleet that changes. */
const mostKept = 64;
const fewestTold = 8;

/** The run times with one more; the oldest is forgotten. */
export function withRunTime({ latest }: RunTimes, elapsedMs: number): RunTimes {
  const kept = [...latest.slice(latest.length < mostKept ? 0 : 1), elapsedMs];
  return { latest: kept, p95Ms: kept.length < fewestTold ? null : percentile95(kept) };
}

/** By nearest rank: the smallest that at least 95 of 100 do not exceed. */
function percentile95(values: readonly number[]): number | null {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? null;
}
