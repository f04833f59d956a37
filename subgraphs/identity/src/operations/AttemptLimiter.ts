import { errors } from '../errors.js';
import { takeToken, type Bucket, type BucketLimits } from '../rules/tokenBucket.js';

const mostSources = 10_000;

/**
 * Counts attempts by source. Where success shall cost nothing, since many people may share one address, only those that have
 * failed are taken. Remembers 10,000 sources; beyond that the one heard of longest ago is forgotten.
 */
export class AttemptLimiter {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly limits: BucketLimits,
    private readonly clock: () => Date,
  ) {}

  /** Counts an attempt. Throws RATE_LIMITED when its source has made too many. */
  take(source: string): void {
    const verdict = takeToken(this.#buckets.get(source), this.limits, this.clock().getTime());
    this.#keep(source, verdict.bucket);
    if (!verdict.allowed) throw errors.RATE_LIMITED({ retryAfterSeconds: verdict.retryAfterSeconds });
  }

  /** Takes an attempt back that turned out well. */
  giveBack(source: string): void {
    const bucket = this.#buckets.get(source);
    if (bucket === undefined) return;
    this.#keep(source, { ...bucket, tokens: Math.min(bucket.tokens + 1, this.limits.capacity) });
  }

  #keep(source: string, bucket: Bucket): void {
    this.#buckets.delete(source);
    this.#buckets.set(source, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > mostSources && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
