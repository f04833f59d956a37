/** What bounds every attempt. Milliseconds. */
export interface DeadlineLimits {
  /** No deadline is nearer than this. */
  readonly shortestMs: number;
  /** None is further than this, unless such tasks usually take nearly as long. */
  readonly longestMs: number;
  /** Added where a device has to get and load the model first. */
  readonly graceMs: number;
}

/** What is known of an attempt when it is leased. */
export interface AttemptOutlook {
  /** 95 of 100 such tasks took no longer on such devices; null while too few have been seen. */
  readonly p95Ms: number | null;
  /** How often the same run missed its deadline before. */
  readonly timeouts: number;
  /** Whether the device has given no result of the model since it connected. */
  readonly cold: boolean;
  /** What the task may run for at the very most. */
  readonly runtimeLimitMs: number;
  /** Until the deadline of its job; null: it has none. */
  readonly jobLeftMs: number | null;
}

/** What follows for the attempt, in milliseconds from its lease. */
export interface AttemptBounds {
  readonly deadlineMs: number;
  /** From when on another device may be given the same run; null: never. */
  readonly hedgeMs: number | null;
  /** What the device is told to kill the run after. */
  readonly runtimeLimitMs: number;
  /** Where the deadline comes from, in words. */
  readonly reason: string;
}

const deadlineFactor = 4;
const hedgeFactor = 1.5;
const killFactor = 24;
/** With less than this many p95 left to a job, a second attempt after the first would come too late. */
const reserveFactor = 2;
const mostDoublings = 16;

/**
 * How long an attempt may take: 4 × p95 of what such tasks took, and 24 × before the device itself kills the run. A run that
 * missed its deadline gets twice as long the next time, so that one which is rightly slower than others ends at last.
 * Another device is given the run as well from 1.5 × p95, or when the job has 2 × p95 left.
 * What is unknown may take what the task may run for, and the time to get the model.
 */
export function attemptBounds(
  { p95Ms, timeouts, cold, runtimeLimitMs, jobLeftMs }: AttemptOutlook,
  { shortestMs, longestMs, graceMs }: DeadlineLimits,
): AttemptBounds {
  const mostMs = runtimeLimitMs + graceMs;
  if (p95Ms === null)
    return {
      deadlineMs: mostMs,
      hedgeMs: null,
      runtimeLimitMs,
      reason: `deadline in ${seconds(mostMs)}: too few such runs were measured on such devices`,
    };
  const furthestMs = Math.max(longestMs, hedgeFactor * p95Ms);
  const warmMs =
    clamp(deadlineFactor * p95Ms, shortestMs, furthestMs) * 2 ** Math.min(timeouts, mostDoublings);
  const deadlineMs = Math.min(mostMs, Math.ceil(warmMs + (cold ? graceMs : 0)));
  return {
    deadlineMs,
    hedgeMs: Math.min(
      Math.ceil((hedgeFactor / deadlineFactor) * deadlineMs),
      jobLeftMs === null ? Infinity : Math.max(0, jobLeftMs - reserveFactor * p95Ms),
    ),
    runtimeLimitMs: Math.min(runtimeLimitMs, Math.ceil((killFactor / deadlineFactor) * warmMs)),
    reason: explain(deadlineMs, { p95Ms, timeouts, cold }),
  };
}

function explain(
  deadlineMs: number,
  { p95Ms, timeouts, cold }: { readonly p95Ms: number; readonly timeouts: number; readonly cold: boolean },
): string {
  const again = timeouts > 0 ? `, longer after ${timeouts} missed before` : '';
  const loading = cold ? ', and time to load the model' : '';
  return `deadline in ${seconds(deadlineMs)}: p95 of such runs on such devices is ${Math.round(p95Ms)} ms${again}${loading}`;
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
