import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createHttpTransport,
  type HttpTransport,
} from '../../../src/engine/transport/createHttpTransport.js';
import { Cancellation } from '../../../src/engine/transport/Cancellation.js';
import { SubgraphFailure } from '../../../src/engine/transport/SubgraphFailure.js';
import type { RequestListener } from 'node:http';
import { eventually } from '../../testPlatform.js';

let server: Server | undefined;
let transport: HttpTransport<undefined> | undefined;
afterEach(async () => {
  await transport?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

async function against(listener: RequestListener, timeoutMs = 300): Promise<HttpTransport<undefined>> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return (transport = createHttpTransport<undefined>({
    subgraph: 'far',
    url: new URL(`http://127.0.0.1:${port}/graphql`),
    headers: () => ({ 'x-test': '1' }),
    timeoutMs,
    silenceMs: 200,
    maxResponseBytes: 1_000,
    connections: 2,
    streamConnections: 2,
  }));
}

const request = (signal?: AbortSignal) => ({
  query: '{ x }',
  variables: { a: 1 },
  body: '{"query":"{ x }","variables":{"a":1}}',
  operationKind: 'query' as const,
  context: undefined,
  cancellation: Cancellation.from(signal),
});

const failure = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof SubgraphFailure ? error.code : `not a failure: ${String(error)}`;
};

async function collect(events: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('the HTTP transport', () => {
  it('sends the query, the variables and the headers it is given', async () => {
    const far = await against((incoming, outgoing) => {
      let body = '';
      incoming.on('data', (chunk) => (body += String(chunk)));
      incoming.on('end', () =>
        outgoing.end(JSON.stringify({ data: { body, header: incoming.headers['x-test'] } })),
      );
    });
    expect(await far.fetch(request())).toEqual({
      data: { body: '{"query":"{ x }","variables":{"a":1}}', header: '1' },
    });
  });

  it.each([
    ['HTML', 200, '<html>', 'SUBGRAPH_INVALID_RESPONSE'],
    ['an HTTP error', 502, 'bad gateway', 'SUBGRAPH_HTTP_ERROR'],
    ['too much', 200, JSON.stringify({ data: 'x'.repeat(2_000) }), 'SUBGRAPH_RESPONSE_TOO_LARGE'],
  ])('fails on %s', async (...[, status, body, code]) => {
    const far = await against((_incoming, outgoing) => outgoing.writeHead(status).end(body));
    expect(await failure(far.fetch(request()))).toBe(code);
  });

  it('takes a GraphQL response of any status', async () => {
    const far = await against((_incoming, outgoing) =>
      outgoing.writeHead(400).end('{"errors":[{"message":"no"}]}'),
    );
    expect(await far.fetch(request())).toEqual({ errors: [{ message: 'no' }] });
  });

  it('fails in time when no answer comes, and when one stalls', async () => {
    const far = await against((incoming, outgoing) => void incoming.on('data', () => outgoing.write('{')));
    expect(await failure(far.fetch(request()))).toBe('SUBGRAPH_TIMEOUT');
  });

  it('fails when nobody listens', async () => {
    const far = await against(() => undefined);
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
    expect(await failure(far.fetch(request()))).toBe('SUBGRAPH_UNREACHABLE');
  });

  it('hangs up when the client goes', async () => {
    const seen = { opened: false, closed: false };
    const far = await against((incoming) => {
      seen.opened = true;
      incoming.socket.once('close', () => (seen.closed = true));
    }, 10_000);
    const end = new AbortController();
    const fetching = failure(far.fetch(request(end.signal)));
    await eventually('the request has arrived', () => seen.opened);
    end.abort();
    await fetching;
    await eventually('the connection is closed', () => seen.closed);
  });

  it('reads events across chunks, line ends and comments', async () => {
    const far = await against((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      outgoing.write(':\n\nevent: ne');
      setImmediate(() => outgoing.end('xt\r\ndata: {"data":\ndata: 1}\n\nevent: complete\ndata:\n\n'));
    });
    expect(await collect(far.subscribe(request()))).toEqual([{ data: 1 }]);
  });

  it('fails when a subscription ends without completing', async () => {
    const far = await against((_incoming, outgoing) =>
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' }).end('event: next\ndata: {}\n\n'),
    );
    expect(await failure(collect(far.subscribe(request())))).toBe('SUBGRAPH_STREAM_ENDED');
  });

  it('fails when a subscription falls silent', async () => {
    const far = await against((_incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      outgoing.write(':\n\n');
    });
    expect(await failure(collect(far.subscribe(request())))).toBe('SUBGRAPH_UNREACHABLE');
  });

  it('answers queries while every connection for subscriptions is taken', async () => {
    const far = await against((incoming, outgoing) => {
      if (incoming.headers.accept !== 'text/event-stream') return void outgoing.end('{"data":{}}');
      outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
      outgoing.write('event: next\ndata: {}\n\n');
      const heartbeat = setInterval(() => outgoing.write(':\n\n'), 50);
      outgoing.once('close', () => clearInterval(heartbeat));
    });
    const end = new AbortController();
    const streams = [1, 2, 3].map(() => far.subscribe(request(end.signal))[Symbol.asyncIterator]());
    const [first, second, third] = streams.map((stream) => stream.next());
    await Promise.all([first, second]);
    expect(await far.fetch(request())).toEqual({ data: {} });
    end.abort();
    await expect(third).rejects.toThrow(SubgraphFailure);
  });
});
