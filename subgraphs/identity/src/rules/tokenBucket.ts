/** How many tokens a bucket holds, and as of when (milliseconds since the epoch). */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

export interface BucketLimits {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

export type BucketVerdict =
  | { readonly allowed: true; readonly bucket: Bucket }
  | { readonly allowed: false; readonly bucket: Bucket; readonly retryAfterSeconds: number };

/** Takes one token, or says how long to wait for it. A bucket that does not exist yet is full. A clock that goes back gives nothing. */
export function takeToken(bucket: Bucket | undefined, limits: BucketLimits, now: number): BucketVerdict {
  const elapsed = bucket === undefined ? 0 : Math.max(0, now - bucket.at) / 1000;
  const tokens = Math.min(
    limits.capacity,
    (bucket?.tokens ?? limits.capacity) + elapsed * limits.refillPerSecond,
  );
  if (tokens >= 1) return { allowed: true, bucket: { tokens: tokens - 1, at: now } };
  return {
    allowed: false,
    bucket: { tokens, at: now },
    retryAfterSeconds: Math.ceil((1 - tokens) / limits.refillPerSecond),
  };
}
