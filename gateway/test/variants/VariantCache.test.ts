import { describe, expect, it } from 'vitest';
import type { Variant } from '../../src/variants/Variant.js';
import { VariantCache } from '../../src/variants/VariantCache.js';

type Sized = Variant<undefined> & { bytes: number };

const variantOf = (bytes: number) => ({ bytes }) as Sized;

function cacheOf(budgetBytes: number) {
  const evicted: Variant<undefined>[] = [];
  const cache = new VariantCache<undefined>({ budgetBytes, onEvict: (variant) => evicted.push(variant) });
  return { cache, evicted };
}

/** A cache of 30 bytes that three variants fill. */
function full() {
  const { cache, evicted } = cacheOf(30);
  const variants = { a: variantOf(10), b: variantOf(10), c: variantOf(10) };
  for (const [key, variant] of Object.entries(variants)) cache.set(key, variant);
  return { cache, evicted, variants };
}

describe('variants within a budget', () => {
  it('stay while there is room for all, to the last byte', () => {
    const { cache, evicted, variants } = full();
    expect([cache.keys(), cache.size, cache.bytes, evicted]).toEqual([['a', 'b', 'c'], 3, 30, []]);
    expect(cache.peek('b')).toBe(variants.b);
  });

  it('go when there is none, the least recently used first', () => {
    const { cache, evicted, variants } = full();
    expect(cache.use('a')).toBe(variants.a);
    expect(cache.set('d', variantOf(5))).toBeUndefined();
    expect([cache.keys(), cache.bytes]).toEqual([['c', 'a', 'd'], 25]);
    expect(evicted).toEqual([variants.b]);
  });

  it('are not used when somebody only looks', () => {
    const { cache, evicted, variants } = full();
    expect(cache.peek('a')).toBe(variants.a);
    cache.set('d', variantOf(1));
    expect(evicted).toEqual([variants.a]);
  });

  it('go one after the other until the budget holds, and no further', () => {
    const { cache, evicted, variants } = full();
    cache.set('d', variantOf(20));
    expect(cache.keys()).toEqual(['c', 'd']);
    expect(evicted).toEqual([variants.a, variants.b]);
  });

  it('make room for one that is larger than the budget, which stays', () => {
    const { cache, evicted } = full();
    cache.set('d', variantOf(99));
    expect(cache.keys()).toEqual(['d']);
    expect(evicted).toHaveLength(3);
  });

  it('give their place to one of the same key, also the oldest one, and are answered instead of evicted', () => {
    const { cache, evicted, variants } = full();
    const next = variantOf(15);
    expect(cache.set('a', next)).toBe(variants.a);
    expect(cache.peek('a')).toBe(next);
    expect(cache.keys()).toEqual(['a', 'c']);
    expect(evicted).toEqual([variants.b]);
  });

  it('go when they have grown, at the next trim', () => {
    const { cache, evicted, variants } = full();
    variants.c.bytes = 15;
    expect(cache.bytes).toBe(35);
    cache.trim();
    expect(evicted).toEqual([variants.a]);
  });

  it('are handed over when the cache is cleared, and not evicted', () => {
    const { cache, evicted, variants } = full();
    expect(cache.clear()).toEqual([variants.a, variants.b, variants.c]);
    expect([cache.size, cache.bytes, evicted, cache.use('a')]).toEqual([0, 0, [], undefined]);
  });
});
