import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import {
  createSocketTransport,
  type SocketTransport,
} from '../../../src/engine/transport/createSocketTransport.js';
import { Cancellation } from '../../../src/engine/transport/Cancellation.js';
import { SubgraphFailure } from '../../../src/engine/transport/SubgraphFailure.js';
import { eventually } from '../../testPlatform.js';

let server: WebSocketServer | undefined;
let transport: SocketTransport<undefined> | undefined;
afterEach(async () => {
  await transport?.close();
  for (const socket of server?.clients ?? []) socket.terminate();
  await new Promise((resolve) => server?.close(resolve));
});

interface Message {
  readonly type: string;
  readonly payload?: unknown;
}

/** A subgraph that acknowledges, and does with a subscription what it is told. */
async function against(
  onSubscribe: (send: (message: object) => void, socket: WebSocket) => void,
  settings: { readonly connections?: number; readonly acknowledges?: boolean } = {},
) {
  const seen: Message[] = [];
  const far = { seen, header: undefined as string | undefined, protocol: '' };
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket, request) => {
    far.header = request.headers['x-test']?.toString();
    far.protocol = socket.protocol;
    const send = (message: object) => socket.send(JSON.stringify(message));
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as Message;
      seen.push(message);
      if (message.type === 'connection_init' && settings.acknowledges !== false)
        send({ type: 'connection_ack' });
      if (message.type === 'subscribe') onSubscribe(send, socket);
    });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  transport = createSocketTransport<undefined>({
    subgraph: 'far',
    url: new URL(`ws://127.0.0.1:${port}/graphql`),
    headers: () => ({ 'x-test': '1' }),
    timeoutMs: 300,
    silenceMs: 200,
    maxResponseBytes: 1_000,
    connections: settings.connections ?? 4,
  });
  return { far, transport };
}

const request = (signal?: AbortSignal) => ({
  query: 'subscription { x }',
  variables: { a: 1 },
  operationKind: 'subscription' as const,
  context: undefined,
  body: '{"query":"{ x }","variables":{"a":1}}',
  cancellation: Cancellation.from(signal),
});

const next = (id: number) => ({ id: '1', type: 'next', payload: { data: { id } } });
const complete = { id: '1', type: 'complete' };

async function collect(events: AsyncIterable<unknown>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  try {
    for await (const event of events) all.push(event);
  } catch (error) {
    all.push(error instanceof SubgraphFailure ? error.code : error);
  }
  return all;
}

describe('the WebSocket transport', () => {
  it('introduces itself, subscribes, and gives the results until they are complete', async () => {
    const { far, transport: socket } = await against((send) => [next(1), next(2), complete].forEach(send));
    expect(await collect(socket.subscribe(request()))).toEqual([{ data: { id: 1 } }, { data: { id: 2 } }]);
    expect([far.header, far.protocol]).toEqual(['1', 'graphql-transport-ws']);
    expect(far.seen.slice(0, 2)).toMatchObject([
      { type: 'connection_init', payload: { 'x-test': '1' } },
      { type: 'subscribe', payload: { query: 'subscription { x }', variables: { a: 1 } } },
    ]);
  });

  it('gives refusals as results', async () => {
    const errors = [{ message: 'no', extensions: { code: 'FORBIDDEN' } }];
    const { transport: socket } = await against((send) => {
      send({ id: '1', type: 'error', payload: errors });
      send(complete);
    });
    expect(await collect(socket.subscribe(request()))).toEqual([{ errors }]);
  });

  it('answers pings, and is content with pongs while nothing happens', async () => {
    const { far, transport: socket } = await against((send) => {
      send({ type: 'ping' });
      setTimeout(() => send(complete), 600);
    });
    expect(await collect(socket.subscribe(request()))).toEqual([]);
    expect(far.seen.map(({ type }) => type)).toContain('pong');
  });

  it.each<[string, (send: (message: object) => void, socket: WebSocket) => void, string]>([
    ['ends without completing', (_send, socket) => socket.close(), 'SUBGRAPH_STREAM_ENDED'],
    ['breaks off', (_send, socket) => socket.terminate(), 'SUBGRAPH_STREAM_ENDED'],
    ['falls silent', (_send, socket) => socket.pause(), 'SUBGRAPH_UNREACHABLE'],
    ['sends nonsense', (_send, socket) => socket.send('<html>'), 'SUBGRAPH_INVALID_RESPONSE'],
    [
      'sends too much',
      (send) => send({ id: '1', type: 'next', payload: { data: 'x'.repeat(2_000) } }),
      'SUBGRAPH_RESPONSE_TOO_LARGE',
    ],
  ])('fails when the subgraph %s', async (_name, onSubscribe, code) => {
    const { transport: socket } = await against(onSubscribe);
    expect(await collect(socket.subscribe(request()))).toEqual([code]);
  });

  it('fails in time when it is not acknowledged, and when nobody listens', async () => {
    const { transport: socket } = await against(() => undefined, { acknowledges: false });
    expect(await collect(socket.subscribe(request()))).toEqual(['SUBGRAPH_TIMEOUT']);
    await new Promise((resolve) => server?.close(resolve));
    expect(await collect(socket.subscribe(request()))).toEqual(['SUBGRAPH_UNREACHABLE']);
  });

  it('tells the subgraph when the client goes, even while it waits', async () => {
    const { far, transport: socket } = await against((send) => send(next(1)));
    const end = new AbortController();
    const reading = collect(socket.subscribe(request(end.signal)));
    await eventually('it is subscribed', () => far.seen.length === 2);
    end.abort();
    await reading;
    await eventually('it was told', () => far.seen.at(-1)?.type === 'complete');
    await eventually('the socket is closed', () => server?.clients.size === 0);
  });

  it('asks a subgraph to wait that sends faster than it is read, and loses nothing', async () => {
    let sent = 0;
    const { transport: socket } = await against((send, far) => {
      const pour = () => {
        while (sent < 20_000 && far.bufferedAmount < 100_000)
          send({ ...next(sent++), padding: 'x'.repeat(500) });
        if (sent < 20_000) setTimeout(pour, 1);
        else send(complete);
      };
      pour();
    });
    const iterator = socket.subscribe(request())[Symbol.asyncIterator]();
    await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(sent).toBeLessThan(20_000);
    let read = 1;
    while ((await iterator.next()).done !== true) read++;
    expect(read).toBe(20_000);
  });

  it('opens no more sockets than it may', async () => {
    const { transport: socket } = await against((send) => send(next(1)), { connections: 1 });
    const end = new AbortController();
    const first = socket.subscribe(request(end.signal))[Symbol.asyncIterator]();
    await first.next();
    expect(await collect(socket.subscribe(request()))).toEqual(['SUBGRAPH_UNREACHABLE']);
    end.abort();
    await first.next().catch(() => undefined);
    expect((await socket.subscribe(request())[Symbol.asyncIterator]().next()).value).toEqual({
      data: { id: 1 },
    });
  });
});
