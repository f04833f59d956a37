import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { codeOf } from '../../src/signIn/codeOf.js';
import { readRedemption, redeemCode } from '../../src/signIn/redeemCode.js';

const session = {
  person: { id: 'per_1', name: 'Ada' },
  community: { id: 'com_1', slug: 'home', name: 'Home' },
};

describe('codeOf', () => {
  it('finds the code', () => expect(codeOf('?code=abc_-1')).toBe('abc_-1'));
  it.each(['', '?code=', '?code=%20', '?other=1'])('finds none in %j', (search) =>
    expect(codeOf(search)).toBeNull(),
  );
});

describe('readRedemption', () => {
  it('reads who is signed in, and where', () => {
    expect(readRedemption(200, session)).toEqual({
      outcome: 'signedIn',
      personId: 'per_1',
      person: 'Ada',
      community: 'Home',
    });
  });

  it('accepts a person without a community', () => {
    expect(readRedemption(200, { ...session, community: null })).toMatchObject({ community: null });
  });

  it('passes on why a code was refused', () => {
    const body = { code: 'SIGN_IN_CODE_INVALID', message: 'The link was used already.' };
    expect(readRedemption(401, body)).toEqual({ outcome: 'refused', message: body.message, tryAgain: false });
  });

  it('says that a code may be tried again after too many attempts', () => {
    const body = { code: 'RATE_LIMITED', message: 'Too many failed attempts.' };
    expect(readRedemption(429, body)).toEqual({ outcome: 'refused', message: body.message, tryAgain: true });
  });

  it.each([
    [503, { code: 'UNAVAILABLE', message: 'Try later.' }],
    [200, { person: null }],
    [404, '<!doctype html>'],
  ])('takes an answer %d %j for a failure that may pass', (status, body) => {
    expect(readRedemption(status, body)).toEqual({ outcome: 'failed' });
  });
});

describe('redeemCode', () => {
  const servers: Server[] = [];
  afterEach(() => {
    vi.unstubAllGlobals();
    for (const server of servers.splice(0)) server.close();
  });

  it('posts the code as JSON to the gateway', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      request.on('data', (chunk: Buffer) =>
        bodies.push(`${request.method} ${request.url} ${chunk.toString()}`),
      );
      request.on('end', () => response.end(JSON.stringify(session)));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
      fetch(`http://127.0.0.1:${port}${path}`, init),
    );
    expect(await redeemCode('abc')).toMatchObject({ outcome: 'signedIn', person: 'Ada' });
    expect(bodies).toEqual(['POST /auth/redeem {"code":"abc"}']);
  });

  it('reports a failure when nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await redeemCode('abc')).toEqual({ outcome: 'failed' });
  });
});
