import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originOf } from '../../../src/subscriptions/socket/originOf.js';

describe('the origin of a WebSocket', () => {
  it.each([
    [undefined, 'api.example', 'none'],
    ['https://api.example', 'api.example', 'own'],
    ['https://api.example', 'api.example:443', 'own'],
    ['http://localhost:4000', 'localhost:4000', 'own'],
    ['http://LOCALHOST:4000', 'localhost:4000', 'own'],
    ['http://localhost:4001', 'localhost:4000', 'foreign'],
    ['https://evil.example', 'api.example', 'foreign'],
    ['https://api.example.evil.example', 'api.example', 'foreign'],
    ['https://api.example@evil.example', 'api.example', 'foreign'],
    ['null', 'null', 'foreign'],
    ['file://', 'api.example', 'foreign'],
    ['https://api.example', undefined, 'foreign'],
    ['https://app.example', 'api.example', 'trusted'],
    ['https://app.example:8443', 'api.example', 'foreign'],
  ])('%s at %s is %s', (origin, host, verdict) => {
    expect(originOf({ origin, host }, ['https://app.example'])).toBe(verdict);
  });

  it('is never own for another host, whatever the host is', () => {
    fc.assert(
      fc.property(fc.domain(), fc.domain(), (page, host) => {
        const expected = page.toLowerCase() === host.toLowerCase() ? 'own' : 'foreign';
        expect(originOf({ origin: `https://${page}`, host }, [])).toBe(expected);
      }),
    );
  });

  it('is a verdict for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (origin, host) => {
        expect(['own', 'foreign']).toContain(originOf({ origin, host }, []));
      }),
    );
  });
});
