import { errors } from '../errors.js';
import { returnToken, takeToken, type Bucket, type BucketLimits } from '../rules/tokenBucket.js';

const mostSources = 10_000;

/**
 * Lets each source fail so often and no oftener. A successful attempt costs nothing. Remembers 10,000 sources;
 * beyond that the one heard of longest ago is forgotten.
 */
export class AttemptLimiter {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly limits: BucketLimits,
    private readonly clock: () => Date,
  ) {}

  /** Runs an attempt. Throws RATE_LIMITED without running it when its source has failed too often. */
  async attempt<T>(source: string, work: () => Promise<T>): Promise<T> {
    const verdict = takeToken(this.#buckets.get(source), this.limits, this.clock().getTime());
    this.#keep(source, verdict.bucket);
    if (!verdict.allowed) throw errors.RATE_LIMITED({ retryAfterSeconds: verdict.retryAfterSeconds });
    const result = await work();
    const current = this.#buckets.get(source);
    if (current !== undefined) this.#keep(source, returnToken(current, this.limits));
    return result;
  }

  #keep(source: string, bucket: Bucket): void {
    this.#buckets.delete(source);
    this.#buckets.set(source, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > mostSources && oldest !== undefined) this.#buckets.delete(oldest);
  }
}
