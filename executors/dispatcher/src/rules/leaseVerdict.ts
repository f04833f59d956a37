/** How a lease stands. All times in milliseconds. */
export interface LeaseTimes {
  readonly leasedAt: number;
  readonly renewedAt: number;
  readonly runtimeLimitMs: number;
}

export interface LeaseLimits {
  /** A lease not renewed for this long is lost. */
  readonly leaseMs: number;
  /** Added to the runtime limit for downloads. */
  readonly graceMs: number;
}

/** Whether a lease goes on, was lost with its device, or has run for too long. */
export function leaseVerdict(
  times: LeaseTimes,
  limits: LeaseLimits,
  now: number,
): 'GOES_ON' | 'ABANDONED' | 'TIMED_OUT' {
  if (now - times.leasedAt > times.runtimeLimitMs + limits.graceMs) return 'TIMED_OUT';
  return now - times.renewedAt > limits.leaseMs ? 'ABANDONED' : 'GOES_ON';
}
