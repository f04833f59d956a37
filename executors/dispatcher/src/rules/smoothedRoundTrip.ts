/** Weight of the newest sample: that of TCP's smoothed round-trip time (RFC 6298, section 2). */
const newestWeight = 1 / 8;

/** The smoothed round-trip time after one more sample, both in milliseconds; `before` is null for the first. */
export function smoothedRoundTrip(before: number | null, sampleMs: number): number {
  return before === null ? sampleMs : before + newestWeight * (sampleMs - before);
}
