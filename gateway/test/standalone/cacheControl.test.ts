import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { strictestCacheControl } from '../../src/standalone/cacheControl.js';

const header = fc.option(
  fc.constantFrom(
    'no-store',
    'private, max-age=10',
    'public, max-age=60',
    'max-age=0',
    'no-cache',
    'public',
    'garbage',
  ),
  { nil: undefined },
);

describe('the strictest cache-control', () => {
  it.each([
    [[], 'no-store'],
    [['public, max-age=60'], 'public, max-age=60'],
    [['public, max-age=60', 'max-age=30, private'], 'private, max-age=30'],
    [['public, max-age=60', undefined], 'no-store'],
    [['public, max-age=60', 'no-store'], 'no-store'],
    [['public, max-age=60', 'no-cache'], 'public, no-cache'],
    [['private, max-age=60', 'max-age=0'], 'private, no-cache'],
    [['public, s-maxage=5, max-age=60'], 'public, max-age=5'],
    [['public'], 'no-store'],
    [['max-age=x'], 'no-store'],
  ])('of %j is %s', (headers, expected) => {
    expect(strictestCacheControl(headers)).toBe(expected);
  });

  it('does not depend on the order, and is not loosened by one more', () => {
    const ageOf = (text: string) => Number(/max-age=(\d+)/.exec(text)?.[1] ?? 0);
    fc.assert(
      fc.property(fc.array(header, { minLength: 1, maxLength: 5 }), header, (headers, more) => {
        const before = strictestCacheControl(headers);
        expect(strictestCacheControl(headers.toReversed())).toBe(before);
        const after = strictestCacheControl([...headers, more]);
        expect(ageOf(after)).toBeLessThanOrEqual(ageOf(before));
        if (before.includes('private')) expect(after).not.toContain('public');
        if (before === 'no-store') expect(after).toBe('no-store');
      }),
    );
  });
});
