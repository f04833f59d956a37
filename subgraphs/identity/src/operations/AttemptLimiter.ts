import { errors } from '../errors.js';
import { takeToken, type Bucket, type BucketLimits } from '../rules/tokenBucket.js';

const mostSources = 10_000;

/**
 * Counts failures by source. Success costs nothing and is never held up, since many people may share one address.
 * Remembers 10,000 sources; beyond that the one heard of longest ago is forgotten.
 */
export class AttemptLimiter {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly limits: BucketLimits,
    private readonly clock: () => Date,
  ) {}

  /** Notes that an attempt has failed. Throws RATE_LIMITED when its source has failed too often. */
  noteFailure(source: string): void {
    const verdict = takeToken(this.#buckets.get(source), this.limits, this.clock().getTime());
    this.#keep(source, verdict.bucket);
    if (!verdict.allowed) throw errors.RATE_LIMITED({ retryAfterSeconds: verdict.retryAfterSeconds });
  }

  /** Counts an attempt whatever becomes of it. Throws RATE_LIMITED when its source makes too many. */
  noteAttempt(source: string): void {
    this.noteFailure(source);
  }

  #keep(source: string, bucket: Bucket): void {
    this.#buckets.delete(source);
    this.#buckets.set(source, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > mostSources && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
