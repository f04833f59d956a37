export interface BackOffLimits {
  readonly minimumMs: number;
  readonly maximumMs: number;
}

/**
 * How long to wait before the next try, in milliseconds: full jitter, between nothing and a ceiling that
 * doubles with each failure, but never less than half the minimum, so that nobody tries in a tight loop.
 * `random` is in 0…1. Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog (2015).
 */
export function backOff(failures: number, { minimumMs, maximumMs }: BackOffLimits, random: number): number {
  const ceiling = Math.min(maximumMs, minimumMs * 2 ** Math.min(failures, 30));
  return Math.round(Math.max(minimumMs / 2, random * ceiling));
}
