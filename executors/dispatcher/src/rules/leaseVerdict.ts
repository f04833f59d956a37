/** How a lease stands. All times in milliseconds. */
export interface LeaseTimes {
  readonly renewedAt: number;
  readonly deadlineAt: number;
}

/** Whether a lease goes on, was lost with its device, or has run for too long. Heartbeats help until its deadline only. */
export function leaseVerdict(
  { renewedAt, deadlineAt }: LeaseTimes,
  leaseMs: number,
  now: number,
): 'GOES_ON' | 'ABANDONED' | 'TIMED_OUT' {
  if (now > deadlineAt) return 'TIMED_OUT';
  return now - renewedAt > leaseMs ? 'ABANDONED' : 'GOES_ON';
}
