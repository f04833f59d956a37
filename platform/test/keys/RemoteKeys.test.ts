import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteKeys } from '../../src/keys/RemoteKeys.js';
import { newPrivateJwk } from '../../src/keys/rotation/newPrivateJwk.js';

function publicJwk() {
  const { kty, crv, x, kid } = newPrivateJwk(0);
  return { kty, crv, x, kid };
}

describe('keys that somebody publishes', () => {
  const [first, second] = [publicJwk(), publicJwk()];
  const log = { info: () => undefined, warn: () => undefined };
  let server: Server;
  let url: string;
  let asked: number;
  let answer: { status: number; body: string; location?: string };
  let keys: RemoteKeys | undefined;

  const publish = (...jwks: readonly object[]): void => {
    answer = { status: 200, body: JSON.stringify({ keys: jwks }) };
  };
  const open = (times: { everyMs?: number; refreshGapMs?: number } = {}): RemoteKeys =>
    (keys = new RemoteKeys({ url, log, everyMs: 10, ...times }));
  const kids = () => [...(keys?.known.keys() ?? [])];

  beforeEach(async () => {
    asked = 0;
    publish(first);
    server = createServer((_request, response) => {
      asked += 1;
      const { status, body, location } = answer;
      response.writeHead(status, location === undefined ? {} : { location }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/keys`;
  });

  afterEach(async () => {
    await keys?.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('are followed: a new one is taken up, one that is published no more is gone', async () => {
    await open().untilKnown(5_000);
    expect(kids()).toEqual([first.kid]);
    publish(first, second);
    await vi.waitFor(() => expect(kids()).toEqual([first.kid, second.kid]));
    publish(second);
    await vi.waitFor(() => expect(kids()).toEqual([second.kid]));
  });

  it.each<[string, () => void]>([
    ['an error', () => (answer = { status: 500, body: '{}' })],
    ['no JSON', () => (answer = { status: 200, body: '<html>' })],
    ['no keys', () => publish()],
    ['a private key alone', () => publish(newPrivateJwk(0))],
    ['too much', () => publish({ ...second, more: 'x'.repeat(70_000) })],
    ['another address', () => (answer = { status: 302, body: '', location: 'http://127.0.0.1:1/' })],
    ['nothing', () => server.close().closeAllConnections()],
  ])('stay in force, and readiness says so, when the answer is %s', async (_, spoil) => {
    const remote = open();
    await remote.untilKnown(5_000);
    expect(remote.readiness.remark?.()).toBeUndefined();
    spoil();
    await vi.waitFor(() => expect(remote.readiness.remark?.()).toMatch(/^not heard of for \d+ s/));
    await remote.readiness.check();
    expect(kids()).toEqual([first.kid]);
  });

  it('make nobody ready before they are known, nor when all are over', async () => {
    answer = { status: 503, body: '' };
    const remote = open();
    await remote.untilKnown(30);
    expect(() => remote.readiness.check()).toThrow('no keys are known');
    publish({ ...first, exp: 1 });
    await remote.untilKnown(5_000);
    expect(kids()).toEqual([first.kid]);
    expect(() => remote.readiness.check()).toThrow('no keys are known');
  });

  it('are asked for once for a thousand tokens of unknown keys, and not again within the gap', async () => {
    const remote = open({ everyMs: 60_000, refreshGapMs: 100 });
    await remote.untilKnown(5_000);
    expect(asked).toBe(1);
    await Promise.all(Array.from({ length: 1_000 }, () => remote.refresh()));
    expect(asked).toBe(2);
    const began = performance.now();
    while (performance.now() < began + 350) await Promise.all([remote.refresh(), remote.refresh()]);
    expect(asked).toBeLessThanOrEqual(2 + 5);
  });

  it('hold no more than a thousand requests that wait for a refresh', async () => {
    const remote = open({ everyMs: 60_000, refreshGapMs: 60_000 });
    await remote.untilKnown(5_000);
    const waiting = Array.from({ length: 1_000 }, () => remote.refresh());
    await remote.refresh();
    expect(asked).toBe(1);
    await remote.close();
    await Promise.all(waiting);
  });

  it('are found by a refresh that began after they were published', async () => {
    const remote = open({ everyMs: 60_000, refreshGapMs: 20 });
    await remote.untilKnown(5_000);
    publish(first, second);
    await remote.refresh();
    expect(kids()).toEqual([first.kid, second.kid]);
  });
});
