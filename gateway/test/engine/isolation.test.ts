import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine/createEngine.js';
import { createHttpTransport, type HttpTransport } from '../../src/engine/transport/createHttpTransport.js';
import { composeSubgraphs, readResult } from './testSupergraph.js';

interface Context {
  readonly identity: string;
}

const supergraph = composeSubgraphs({
  a: {
    sdl: 'type Query { me: User users: [User!]! } type User @key(fields: "id") { id: ID! seenByA: String! }',
  },
  b: { sdl: 'type User @key(fields: "id") { id: ID! seenByB: String! }' },
});

let server: Server | undefined;
let transports: HttpTransport<Context>[] = [];
afterEach(async () => {
  await Promise.all(transports.map((transport) => transport.close()));
  transports = [];
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** Both subgraphs in one: every answer says whose header it was made for, and takes a moment, so that calls overlap. */
async function startSubgraphs() {
  const state = { calls: 0 };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      state.calls++;
      const identity = String(request.headers['x-identity']);
      const { variables = {} } = JSON.parse(Buffer.concat(chunks).toString()) as {
        variables?: { representations?: { id: string }[] };
      };
      const user = (id: string) => ({ __typename: 'User', id, seenByA: identity, seenByB: identity });
      const data =
        variables.representations === undefined
          ? { me: user(identity), users: [user('1'), user('2'), user('1')] }
          : { _entities: variables.representations.map(({ id }) => user(id)) };
      void delay(1 + (state.calls % 7)).then(() => response.end(JSON.stringify({ data })));
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { state, url: new URL(`http://127.0.0.1:${port}/graphql`) };
}

describe('answers under way at the same moment', () => {
  it('are shared by those who are the same, and never by thousands of others', async () => {
    const { state, url } = await startSubgraphs();
    const engine = createEngine<Context>({
      supergraph,
      transport: (subgraph) => {
        const transport = createHttpTransport<Context>({
          subgraph,
          url,
          headers: ({ identity }) => ({ 'x-identity': identity }),
          sharingKey: ({ identity }) => identity,
          timeoutMs: 30_000,
          silenceMs: 1_000,
          maxResponseBytes: 1_000_000,
          connections: 32,
          streamConnections: 1,
        });
        transports.push(transport);
        return transport;
      },
    });
    const queries = ['{ me { id seenByA seenByB } }', '{ users { id seenByA seenByB } me { seenByA } }'];
    const identities = Array.from({ length: 2_000 }, (_, number) => `person-${number}`);
    const requests = [...identities, ...identities, ...identities].map((identity, index) => ({
      identity,
      query: queries[index % queries.length] ?? '',
    }));
    const foreign = await Promise.all(
      requests.map(async ({ identity, query }, index) => {
        await delay(index % 50);
        const preparation = engine.prepare(query);
        if (!preparation.ok) throw new Error('refused');
        const input = { context: { identity }, sharingKey: identity };
        const text = JSON.stringify(readResult(await engine.execute(preparation.operation, input)));
        const named = new Set(text.match(/person-\d+/g));
        return named.size === 1 && named.has(identity) ? [] : [`${identity} got ${text}`];
      }),
    );
    expect(foreign.flat()).toEqual([]);
    expect(state.calls).toBeGreaterThan(identities.length);
    expect(state.calls).toBeLessThan(requests.length * 2);
  });
});
