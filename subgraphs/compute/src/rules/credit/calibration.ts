/** How long one device took for one kind of task, from lease to result by the server's clock. */
export interface DeviceTimes {
  readonly runs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/** What a task costs, and until when its result earns a bonus. */
export interface Quote {
  /** Micro-credits, at least 1. */
  readonly price: bigint;
  readonly deadlineMs: number;
}

/** A credit is a second of a device, a million micro-credits. */
const microCreditsPerMs = 1_000;

/** What is assumed of a task until enough runs were measured. */
const assumedMs = 1_000;
const fewestRuns = 5;

const [shortestDeadlineMs, longestDeadlineMs] = [2_000, 600_000];
const deadlineTimesP95 = 4;

/**
 * The price of a task from what was measured: the median over devices of their median times, so that neither a slow
 * device nor one that dawdles moves it alone. Nothing costs more than the longest run allowed.
 */
export function quoteFrom(
  devices: readonly DeviceTimes[],
  { runtimeLimitMs }: { readonly runtimeLimitMs: number },
): Quote {
  const isMeasured = devices.reduce((sum, { runs }) => sum + runs, 0) >= fewestRuns;
  const typicalMs = isMeasured ? median(devices.map(({ p50Ms }) => p50Ms)) : assumedMs;
  const slowMs = isMeasured ? median(devices.map(({ p95Ms }) => p95Ms)) : assumedMs;
  const price = Math.round(Math.min(typicalMs, runtimeLimitMs) * microCreditsPerMs);
  const deadlineMs = Math.ceil(
    Math.min(Math.max(deadlineTimesP95 * slowMs, shortestDeadlineMs), longestDeadlineMs),
  );
  return { price: BigInt(Math.max(1, price)), deadlineMs };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
