import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptedEncoding } from '../../src/http/acceptedEncoding.js';

describe('the encoding of an answer', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['deflate, zstd', undefined],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['GZIP;q=1.0', 'gzip'],
    ['br;q=0.5, gzip', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['gzip;q=0, br;q=0.001', 'br'],
    ['gzip;q=nonsense', undefined],
  ])('for %j is %j', (header, encoding) => {
    expect(acceptedEncoding(header)).toBe(encoding);
  });

  it('is none that the header does not name', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const encoding = acceptedEncoding(header);
        if (encoding !== undefined)
          expect(header.toLowerCase().includes(encoding) || header.includes('*')).toBe(true);
      }),
    );
  });
});
