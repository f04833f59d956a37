import { LRUCache } from 'lru-cache';
import { giveBack, levelAt, take, type Bucket, type BucketRule } from './tokenBucket.js';

/** One bucket that is asked. */
export interface BucketClaim {
  readonly key: string;
  readonly rule: BucketRule;
}

export type Claim = { readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number };

interface Kept extends Bucket {
  readonly rule: BucketRule;
}

/** So few are not worth forgetting, and the cache takes long to forget its last entry. */
const fewest = 16;
/** Buckets looked at in passing, to forget those that are full again. */
const sweptEachTime = 2;

/** Token buckets by key. At most `capacity` are remembered; those that nobody draws from are forgotten once full. */
export class BucketStore {
  readonly #buckets: LRUCache<string, Kept>;

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
    for (const [index, claim] of claims.entries()) {
      const taking = takings[index];
      if (taking?.ok === true) this.#keep(claim, taking.bucket);
    }
    return { ok: true };
  }

  /** Gives an amount back to buckets; a negative one is taken, whatever is there. */
  giveBack(claims: readonly BucketClaim[], amount: number, now: number): void {
    for (const claim of claims)
      this.#keep(claim, giveBack(this.#buckets.peek(claim.key), claim.rule, { amount, now }));
  }

  #keep({ key, rule }: BucketClaim, bucket: Bucket): void {
    this.#buckets.set(key, { ...bucket, rule });
  }

  #sweep(now: number): void {
    for (let looked = 0; looked < sweptEachTime && this.#buckets.size > fewest; looked++) {
      const [oldest = ''] = this.#buckets.rkeys();
      const bucket = this.#buckets.peek(oldest);
      if (bucket === undefined || levelAt(bucket, bucket.rule, now) < bucket.rule.capacity) return;
      this.#buckets.delete(oldest);
    }
  }
}
