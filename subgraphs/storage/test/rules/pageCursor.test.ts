import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../src/rules/pageCursor.js';

describe('page cursors', () => {
  it('come back as the place they were made of', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), (place) => {
        expect(decodeCursor(encodeCursor(String(place)))).toBe(String(place));
      }),
    );
  });

  it.each([
    '',
    'x',
    'YmxvYjo',
    Buffer.from('blob:1; drop table').toString('base64url'),
    Buffer.from('job:1').toString('base64url'),
  ])('are refused when they are not ours: %s', (cursor) => {
    expect(decodeCursor(cursor)).toBeUndefined();
  });
});
