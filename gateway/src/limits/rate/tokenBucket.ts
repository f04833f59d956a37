/** A bucket: how full it was at a time. One that is full and one that is not there are the same. */
export interface Bucket {
  /** Tokens; below zero when more was used than was asked for. */
  readonly level: number;
  /** ms */
  readonly at: number;
}

export interface BucketRule {
  /** Tokens of a full bucket. */
  readonly capacity: number;
  readonly perMs: number;
}

export type Taking =
  | { readonly ok: true; readonly bucket: Bucket }
  /** How long until there is enough; Infinity when there never is. */
  | { readonly ok: false; readonly retryAfterMs: number };

/** How full a bucket is at a time. A clock that goes back fills nothing. */
export function levelAt(bucket: Bucket | undefined, { capacity, perMs }: BucketRule, now: number): number {
  if (bucket === undefined) return capacity;
  return Math.min(capacity, bucket.level + Math.max(0, now - bucket.at) * perMs);
}

/** Takes tokens when there are enough. */
export function take(
  bucket: Bucket | undefined,
  rule: BucketRule,
  { amount, now }: { readonly amount: number; readonly now: number },
): Taking {
  const level = levelAt(bucket, rule, now);
  if (amount <= level) return { ok: true, bucket: { level: level - amount, at: now } };
  const retryAfterMs = amount > rule.capacity ? Infinity : Math.ceil((amount - level) / rule.perMs);
  return { ok: false, retryAfterMs };
}

/** Gives tokens back, or takes more than was asked for when `amount` is negative; never more than a full bucket. */
export function giveBack(
  bucket: Bucket | undefined,
  rule: BucketRule,
  { amount, now }: { readonly amount: number; readonly now: number },
): Bucket {
  return { level: Math.min(rule.capacity, levelAt(bucket, rule, now) + amount), at: now };
}
