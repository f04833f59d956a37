import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger } from '@ai-collective/platform';
import { parse } from 'graphql';
import { createClient } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { readOptions } from '../../src/standalone/options.js';
import { startStandalone, type Standalone } from '../../src/standalone/startStandalone.js';
import { composeSupergraph } from '../../src/supergraph/composeSupergraph.js';
import { subgraphSchema } from '../engine/testSupergraph.js';
import { eventually } from '../testPlatform.js';

/** A subgraph that says which headers it got, and gives some back. */
function echo(name: string, extra: Record<string, string | string[]>): Server {
  return createServer((request, response) => {
    request.resume();
    seen.set(name, request.headers);
    const [field] = name;
    response.writeHead(200, { 'content-type': 'application/json', ...extra });
    response.end(JSON.stringify({ data: { [field ?? '']: name } }));
  });
}

const seen = new Map<string, IncomingHttpHeaders>();
const subscriptions = { opened: 0, open: 0, headers: undefined as string | undefined };
const servers: Server[] = [];
let sockets: WebSocketServer;
let folder: string;
let gateway: Standalone;

async function listening(server: Server): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function startSubscriptions(): Promise<string> {
  const schema = subgraphSchema({
    sdl: 'type Query { a: String } type Subscription { ticks: Int! }',
    resolvers: {
      Subscription: {
        ticks: {
          subscribe: async function* () {
            subscriptions.opened++;
            subscriptions.open++;
            try {
              for (let tick = 0; ; tick++) {
                yield { ticks: tick };
                await new Promise((resolve) => setTimeout(resolve, 20));
              }
            } finally {
              subscriptions.open--;
            }
          },
        },
      },
    },
  });
  sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  sockets.on('connection', (_socket, request) => {
    subscriptions.headers = request.headers['x-tenant']?.toString();
  });
  useServer({ schema, parse: (source) => parse(source) }, sockets);
  await once(sockets, 'listening');
  return `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/graphql`;
}

beforeAll(async () => {
  const alpha = await listening(
    echo('alpha', {
      'set-cookie': ['a=1', 'b=2'],
      'cache-control': 'max-age=60',
      'x-version': '1',
      'x-own': 'secret',
    }),
  );
  const beta = await listening(
    echo('beta', { 'set-cookie': 'c=3', 'cache-control': 'private, max-age=9', 'x-version': '2' }),
  );
  const composition = composeSupergraph([
    {
      name: 'alpha',
      url: `http://127.0.0.1:${alpha}/graphql`,
      sdl: 'type Query { a: String } type Subscription { ticks: Int! }',
    },
    { name: 'beta', url: `http://127.0.0.1:${beta}/graphql`, sdl: 'type Query { b: String }' },
  ]);
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  folder = await mkdtemp(path.join(tmpdir(), 'aic-edges-'));
  const file = path.join(folder, 'supergraph.graphql');
  await writeFile(file, composition.supergraphSdl);
  const words = [
    ...['--supergraph', file, '--port', '0', '--subscribe-at', `alpha=${await startSubscriptions()}`],
    ...[
      '--propagate-header',
      'x-tenant',
      '--propagate-header',
      'x-user=x-subject',
      '--propagate-header',
      'cookie',
    ],
    ...[
      '--insert-header',
      'alpha:x-key=k',
      '--return-header',
      'set-cookie',
      '--return-header',
      'cache-control',
    ],
    ...['--return-header', 'x-version'],
  ];
  const options = readOptions(words, { CORS_ORIGINS: 'https://app.example' });
  if (options === 'help') throw new Error('unexpected');
  gateway = await startStandalone(options, createLogger({ service: 'gateway', level: 'silent' }));
});
afterAll(async () => {
  await gateway.close();
  sockets.close();
  for (const socket of sockets.clients) socket.terminate();
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

const json = { 'content-type': 'application/json' };
const post = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify({ query }),
  });

describe('headers', () => {
  it('reach subgraphs as the rules say', async () => {
    await post('{ a b }', { 'x-tenant': 't', 'x-user': 'u', 'x-secret': 's' });
    expect(seen.get('alpha')).toMatchObject({ 'x-tenant': 't', 'x-subject': 'u', 'x-key': 'k' });
    const beta = seen.get('beta') ?? {};
    expect([beta['x-tenant'], beta['x-key'], beta['x-user'], beta['x-secret']]).toEqual([
      't',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('come back to the client, merged', async () => {
    const { headers } = await post('{ a b }');
    expect(headers.getSetCookie().toSorted()).toEqual(['a=1', 'b=2', 'c=3']);
    expect(headers.get('cache-control')).toBe('private, max-age=9');
    expect(headers.get('x-version')).toBe('2');
    expect(headers.get('x-own')).toBeNull();
    expect((await post('{ a }')).headers.get('cache-control')).toBe('public, max-age=60');
    expect((await post('{ nothing }')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('requests that carry a cookie to subgraphs', () => {
  const get = (headers: Record<string, string>) => fetch(`${gateway.url}/graphql?query={a}`, { headers });

  it('are refused when a foreign page could have sent them', async () => {
    const refused = await get({ cookie: 's=1' });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('CSRF_PREVENTED')]);
    const form = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { cookie: 's=1', 'content-type': 'text/plain' },
      body: '{"query":"{ a }"}',
    });
    expect([415, 400]).toContain(form.status);
  });

  it('are answered when they had to be asked for, and without a cookie', async () => {
    expect((await get({ cookie: 's=1', 'apollo-require-preflight': '1' })).status).toBe(200);
    expect(seen.get('alpha')?.cookie).toBe('s=1');
    expect((await post('{ a }', { cookie: 's=1' })).status).toBe(200);
    expect((await get({})).status).toBe(200);
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });

  it('may call when they are listed, with credentials, and browsers remember that', async () => {
    const { status, headers } = await preflight('https://app.example');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-max-age')).toBe('7200');
    expect(headers.get('access-control-allow-headers')).toBe('content-type');
    const answer = await post('{ a }', { origin: 'https://app.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin');
  });

  it.each(['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null'])(
    'may not when they are not: %s',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      expect((await post('{ a }', { origin })).headers.get('access-control-allow-origin')).toBeNull();
      const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
        origin,
      });
      await expect(new Promise((_resolve, reject) => socket.once('error', reject))).rejects.toThrow('403');
    },
  );
});

describe('subscriptions to a subgraph over WebSockets', () => {
  it('share one upstream when they are identical, and tell it who asks', async () => {
    const url = `${gateway.url.replace('http', 'ws')}/graphql`;
    const client = (tenant: string) =>
      createClient({
        url,
        webSocketImpl: WebSocket,
        connectionParams: { 'x-tenant': tenant },
        retryAttempts: 0,
      });
    const clients = [client('t'), client('t'), client('t')];
    const streams = clients.map((each) => each.iterate({ query: 'subscription { ticks }' }));
    for (const stream of streams) expect((await stream.next()).value).toHaveProperty('data.ticks');
    expect([subscriptions.opened, subscriptions.headers]).toEqual([1, 't']);
    const other = client('u').iterate({ query: 'subscription { ticks }' });
    await other.next();
    expect([subscriptions.opened, subscriptions.headers]).toEqual([2, 'u']);
    await other.return?.();
    await streams[0]?.return?.();
    await eventually('one upstream is left', () => subscriptions.open === 1);
    expect((await streams[1]?.next())?.done).toBe(false);
    for (const each of clients) await each.dispose();
    await eventually('none is left', () => subscriptions.open === 0);
  });
});
