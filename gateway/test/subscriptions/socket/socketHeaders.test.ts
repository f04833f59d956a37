import { describe, expect, it } from 'vitest';
import type { OriginVerdict } from '../../../src/subscriptions/socket/originOf.js';
import { socketHeaders } from '../../../src/subscriptions/socket/socketHeaders.js';

const names = ['authorization', 'x-community', 'cookie'];
const upgrade = { host: 'api.example', cookie: 'aic_session=s', authorization: 'Bearer upgrade' };
const headersOf = (payload: Record<string, unknown>, origin: OriginVerdict = 'none') =>
  socketHeaders({ upgrade, payload, origin, names });

describe('the headers of a WebSocket', () => {
  it('are those of the payload before those of the request', () => {
    expect(headersOf({}).authorization).toBe('Bearer upgrade');
    expect(headersOf({ Authorization: 'Bearer payload', 'x-community': 'c' })).toEqual({
      host: 'api.example',
      authorization: 'Bearer payload',
      'x-community': 'c',
      'graphql-require-preflight': '1',
    });
  });

  it('have cookies only for pages of ours, which need no other proof', () => {
    expect(headersOf({ 'x-community': 'c' }).cookie).toBeUndefined();
    for (const origin of ['own', 'trusted'] as const)
      expect(headersOf({}, origin)).toMatchObject({
        cookie: 'aic_session=s',
        'graphql-require-preflight': '1',
      });
  });

  it('take no cookie from the payload, and no name but those listed', () => {
    const headers = headersOf(
      { cookie: 'aic_session=forged', host: 'evil', 'graphql-require-preflight': '1' },
      'foreign',
    );
    expect(headers).toEqual({ host: 'api.example', authorization: 'Bearer upgrade' });
  });

  it.each([7, {}, 'a\r\nb', 'x'.repeat(9_000), 'ключ'])('refuse %j as a value', (value) => {
    expect(() => headersOf({ authorization: value })).toThrow('authorization');
  });
});
