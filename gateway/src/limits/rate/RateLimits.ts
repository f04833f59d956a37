/** How much may be asked in a time. */
export interface RateLimits {
  /** Requests a second in the long run; undefined: any number. */
  readonly requestsPerSecond: number | undefined;
  /** Most requests at once after a rest. */
  readonly burst: number;
  /** Static cost of operations in a minute; undefined: any. */
  readonly costPerMinute: number | undefined;
}
