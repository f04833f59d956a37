import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeToken, type Bucket } from '../../src/rules/tokenBucket.js';

const limits = { capacity: 3, refillPerSecond: 0.5 };

describe('takeToken', () => {
  it('lets a burst of its capacity through and then says how long to wait', () => {
    let bucket: Bucket | undefined;
    for (let attempt = 0; attempt < 3; attempt++) {
      const verdict = takeToken(bucket, limits, 1_000);
      expect(verdict.allowed).toBe(true);
      bucket = verdict.bucket;
    }
    expect(takeToken(bucket, limits, 1_000)).toMatchObject({ allowed: false, retryAfterSeconds: 2 });
    expect(takeToken(bucket, limits, 2_999)).toMatchObject({ allowed: false, retryAfterSeconds: 1 });
    expect(takeToken(bucket, limits, 3_000)).toMatchObject({ allowed: true });
  });

  it('gives nothing when the clock goes back', () => {
    expect(takeToken({ tokens: 0, at: 10_000 }, limits, 0)).toMatchObject({ allowed: false });
  });

  it('never lets through more than capacity plus what was refilled', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3_000), { maxLength: 60 }), (gaps) => {
        let now = 0;
        let allowed = 0;
        let bucket: Bucket | undefined;
        for (const gap of gaps) {
          now += gap;
          const verdict = takeToken(bucket, limits, now);
          bucket = verdict.bucket;
          if (verdict.allowed) allowed++;
        }
        expect(allowed).toBeLessThanOrEqual(limits.capacity + (now / 1000) * limits.refillPerSecond + 1e-6);
      }),
    );
  });
});
