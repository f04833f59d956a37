import { describe, expect, it } from 'vitest';
import { BucketStore } from '../../../src/limits/rate/BucketStore.js';

const rule = { capacity: 2, perMs: 0.001 };
const [ada, bob, all] = ['ada', 'bob', 'all'].map((key) => ({ key, rule }));

describe('buckets by key', () => {
  it('are drawn from together or not at all', () => {
    const store = new BucketStore(100);
    const both = [ada, all].flatMap((claim) => claim ?? []);
    const other = [bob, all].flatMap((claim) => claim ?? []);
    expect(store.takeAll(both, 2, 0)).toEqual({ ok: true });
    expect(store.takeAll(other, 1, 0)).toEqual({ ok: false, retryAfterMs: 1_000 });
    expect(store.takeAll(other.slice(0, 1), 2, 0)).toEqual({ ok: true });
  });

  it('are forgotten once they are full again, but for a few', () => {
    const store = new BucketStore(1_000);
    for (let index = 0; index < 500; index++) store.takeAll([{ key: `k${index}`, rule }], 1, 0);
    expect(store.size).toBe(500);
    for (let index = 0; index < 500; index++) store.takeAll([{ key: 'one', rule }], 0, 2_000);
    expect(store.size).toBeLessThanOrEqual(16);
  });

  it('are never more than there is room for', () => {
    const store = new BucketStore(10);
    for (let index = 0; index < 1_000; index++) store.takeAll([{ key: `k${index}`, rule }], 1, 0);
    expect(store.size).toBe(10);
  });
});
