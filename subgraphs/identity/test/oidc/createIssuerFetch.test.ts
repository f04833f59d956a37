import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createIssuerFetch } from '../../src/oidc/createIssuerFetch.js';

describe('the way to issuers', () => {
  let inner: Server;
  let port: number;
  let connections = 0;

  beforeAll(async () => {
    inner = createServer((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: '/inside' });
      response.end('x'.repeat(request.url === '/long' ? 300_000 : 3));
    });
    inner.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
    ({ port } = inner.address() as AddressInfo);
  });
  afterAll(() => {
    inner.closeAllConnections();
    inner.close();
  });

  const get = (url: string, allowLoopback: boolean, addresses: readonly string[] = []) =>
    createIssuerFetch({ allowLoopback, resolve: () => Promise.resolve(addresses) })(url, {
      method: 'GET',
      headers: {},
      body: undefined,
      redirect: 'manual',
    });

  it.each([
    ['this machine', ['127.0.0.1']],
    ['this machine beside a public one', ['93.184.215.14', '127.0.0.1']],
    ['a private network', ['10.1.2.3']],
    ['a link-local service', ['169.254.169.254']],
    ['this machine inside of IPv6', ['::ffff:127.0.0.1']],
    ['nowhere', []],
  ])('does not lead to %s by a public name, even in development', async (_name, addresses) => {
    for (const allowLoopback of [true, false])
      await expect(get('https://issuer.example.com:8443/', allowLoopback, addresses)).rejects.toThrow();
    expect(connections).toBe(0);
  });

  it('does not lead to this machine unless that is allowed', async () => {
    await expect(get(`http://127.0.0.1:${port}/`, false)).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
    expect(connections).toBe(0);
    expect(await (await get(`http://127.0.0.1:${port}/`, true)).text()).toBe('xxx');
  });

  it('follows no redirects', async () => {
    const response = await get(`http://127.0.0.1:${port}/away`, true);
    expect([response.status, response.headers.get('location')]).toEqual([302, '/inside']);
  });

  it('takes 256 KiB at most', async () => {
    await expect(get(`http://127.0.0.1:${port}/long`, true)).rejects.toMatchObject({
      code: 'EGRESS_REFUSED',
    });
  });
});
