import { LRUCache } from 'lru-cache';
import { giveBack, levelAt, take, type Bucket, type BucketRule } from './tokenBucket.js';

/** One bucket that is asked. */
export interface BucketClaim {
  readonly key: string;
  readonly rule: BucketRule;
}

export type Claim = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number };

/** Buckets looked at in passing, to forget those that are full again. */
const sweptEachTime = 2;

/** Token buckets by key. At most `capacity` are remembered; those that nobody draws from are forgotten once full. */
export class BucketStore {
  readonly #buckets: LRUCache<string, Bucket & { readonly rule: BucketRule }>;

  constructor(capacity: number) {
    this.#buckets = new LRUCache({ max: capacity });
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** Takes an amount from all buckets, or from none when one has not enough. */
  takeAll(claims: readonly BucketClaim[], amount: number, now: number): Claim {
    this.#sweep(now);
    const takings = claims.map(({ key, rule }) => take(this.#buckets.peek(key), rule, { amount, now }));
    const waits = takings.map((taking) => (taking.ok ? 0 : taking.retryAfterMs));
    if (takings.some(({ ok }) => !ok)) return { ok: false, retryAfterMs: Math.max(...waits) };
    for (const [index, { key, rule }] of claims.entries()) {
      const taking = takings[index];
      if (taking?.ok === true) this.#buckets.set(key, { ...taking.bucket, rule });
    }
    return { ok: true };
  }

  /** Gives an amount back to buckets; a negative one is taken, whatever is there. */
  giveBack(claims: readonly BucketClaim[], amount: number, now: number): void {
    for (const { key, rule } of claims)
      this.#buckets.set(key, { ...giveBack(this.#buckets.peek(key), rule, { amount, now }), rule });
  }

  #sweep(now: number): void {
    for (let count = 0; count < sweptEachTime; count++) {
      const [oldest] = this.#buckets.rkeys();
      if (oldest === undefined) return;
      const bucket = this.#buckets.peek(oldest);
      if (bucket !== undefined && levelAt(bucket, bucket.rule, now) < bucket.rule.capacity) return;
      this.#buckets.delete(oldest);
    }
  }
}
