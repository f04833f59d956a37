import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestPlatform, untilReady, type TestPlatform } from '../testPlatform.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({ environment: { PROXY_TIMEOUT_MS: '300', BODY_IDLE_MS: '150' } });
  await untilReady(platform);
});
afterAll(() => platform.close());

const at = (path: string) => `${platform.gateway.url}${path}`;

function begin(method: string, path: string, length: number): Socket {
  const client = connect(platform.gateway.port, '127.0.0.1');
  client.write(
    `${method} ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/octet-stream\r\ncontent-length: ${length}\r\n\r\n`,
  );
  return client;
}

describe('the doors to other services', () => {
  it("stream uploads to storage, larger than any body limit, without the client's cookies", async () => {
    const response = await fetch(at('/storage/uploads?capability=abc'), {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', cookie: 'aic_session=x' },
      body: Buffer.alloc(5_000_000),
    });
    expect(await response.json()).toEqual({ bytes: 5_000_000, capability: 'abc', cookie: null });
  });

  it('stream blobs back with status, range and etag', async () => {
    const response = await fetch(at('/storage/blobs/com_a/cid1?capability=abc'), {
      headers: { range: 'bytes=0-9' },
    });
    expect([response.status, response.headers.get('etag'), response.headers.get('content-range')]).toEqual([
      206,
      'cid1',
      'bytes=0-9',
    ]);
    expect((await response.arrayBuffer()).byteLength).toBe(3_000_000);
  });

  it('answer HEAD', async () => {
    const response = await fetch(at('/storage/blobs/com_a/cid1'), { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).toEqual([206, '3000000']);
  });

  it('pass sign-in on to identity with cookies both ways, and no forged passport', async () => {
    const response = await fetch(at('/auth/sessions?x=1'), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: 'c=1',
        'x-aic-passport': 'forged',
        'x-forwarded-for': '6.6.6.6',
      },
      body: '{"code":"1"}',
    });
    expect(await response.json()).toEqual({
      method: 'POST',
      url: '/auth/sessions?x=1',
      cookie: 'c=1',
      body: { code: '1' },
      passport: null,
      from: '127.0.0.1',
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('show the public keys', async () => {
    expect(await (await fetch(at('/.well-known/jwks.json'))).json()).toEqual({ keys: [] });
  });

  it('open nothing else of storage', async () => {
    expect((await fetch(at('/storage/graphql'))).status).toBe(404);
  });

  it('say that a service does not answer in time', async () => {
    const response = await fetch(at('/storage/blobs/com_a/stuck'));
    expect([response.status, await response.json()]).toEqual([
      504,
      expect.objectContaining({ code: 'GATEWAY_TIMEOUT' }),
    ]);
  });

  it('say that a service is away', async () => {
    const other = await startTestPlatform({ absent: ['storage'] });
    const response = await fetch(`${other.gateway.url}/storage/blobs/com_a/x`);
    expect([response.status, await response.json()]).toEqual([
      502,
      expect.objectContaining({ code: 'BAD_GATEWAY' }),
    ]);
    await other.close();
  });

  it('give up an upload that stands still', async () => {
    const client = begin('PUT', '/storage/uploads', 10);
    client.write('abc');
    const answer = await text(client);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('BODY_STALLED');
  });

  it('let an upload last as long as bytes keep coming', async () => {
    const client = begin('PUT', '/storage/uploads', 8);
    let sent = 0;
    const drip = setInterval(() => {
      client.write('x');
      if (++sent === 8) clearInterval(drip);
    }, 50);
    expect(await text(client)).toContain('"bytes":8');
  });

  it('keep sign-in open while bodies of others do not arrive', async () => {
    const stalled = Array.from({ length: 70 }, () => begin('POST', '/auth/redeem', 10));
    await Promise.all(stalled.map((client) => new Promise((resolve) => client.once('connect', resolve))));
    const response = await fetch(at('/auth/redeem'), {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(5_000),
    });
    expect(response.status).toBe(200);
    for (const client of stalled) client.destroy();
  });

  it('take only small bodies for sign-in', async () => {
    const response = await fetch(at('/auth/redeem'), { method: 'POST', body: 'x'.repeat(16_385) });
    expect([response.status, await response.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'BODY_TOO_LARGE' }),
    ]);
  });
});
