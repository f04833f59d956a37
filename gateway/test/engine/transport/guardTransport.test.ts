import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createHttpTransport,
  type HttpTransport,
} from '../../../src/engine/transport/createHttpTransport.js';
import { guardTransport, type GuardSettings } from '../../../src/engine/transport/guardTransport.js';
import { Cancellation } from '../../../src/engine/transport/Cancellation.js';
import { SubgraphFailure, type SubgraphFailureCode } from '../../../src/engine/transport/SubgraphFailure.js';
import type { SubgraphRequest, SubgraphTransport } from '../../../src/engine/transport/SubgraphTransport.js';

const circuit = {
  failuresInARow: 3,
  failureRate: 0.5,
  windowMs: 1_000,
  fewestCalls: 100,
  openMs: 100,
  probes: 1,
};
const request = (
  operationKind: SubgraphRequest<undefined>['operationKind'] = 'query',
  signal?: AbortSignal,
): SubgraphRequest<undefined> => ({
  query: '{ x }',
  variables: {},
  operationKind,
  context: undefined,
  body: '{"query":"{ x }"}',
  cancellation: Cancellation.from(signal),
});

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof SubgraphFailure ? error.code : error),
  );
}

/** A subgraph that answers what it is told to, by a clock that is told, too. */
function guarded(settings: Partial<GuardSettings> = {}) {
  const far = {
    calls: 0,
    now: 0,
    fails: undefined as SubgraphFailureCode | undefined,
    cause: undefined as unknown,
  };
  const changes: string[] = [];
  const transport: SubgraphTransport<undefined> = {
    fetch: () => {
      far.calls++;
      if (far.fails === undefined) return Promise.resolve('answer');
      return Promise.reject(new SubgraphFailure(far.fails, 'far', { cause: far.cause }));
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- events that are known already
    subscribe: async function* () {
      far.calls++;
      yield 'event';
    },
  };
  const guard = guardTransport(transport, {
    subgraph: 'far',
    circuit,
    now: () => far.now,
    random: () => 0,
    onStateChange: ({ from, to }) => changes.push(`${from} → ${to}`),
    ...settings,
  });
  return { far, guard, changes };
}

describe('a guarded transport', () => {
  it('is not asked once it has failed often enough, until it has recovered', async () => {
    const { far, guard, changes } = guarded();
    far.fails = 'SUBGRAPH_UNREACHABLE';
    for (let call = 0; call < 3; call++)
      expect(await codeOf(guard.fetch(request()))).toBe('SUBGRAPH_UNREACHABLE');
    expect(await codeOf(guard.fetch(request()))).toBe('SUBGRAPH_CIRCUIT_OPEN');
    expect(far.calls).toBe(3);
    far.now = 100;
    far.fails = undefined;
    expect(await guard.fetch(request())).toBe('answer');
    expect(changes).toEqual(['closed → open', 'open → half-open', 'half-open → closed']);
  });

  it.each<[SubgraphFailureCode, string]>([
    ['SUBGRAPH_TIMEOUT', 'SUBGRAPH_CIRCUIT_OPEN'],
    ['SUBGRAPH_HTTP_ERROR', 'SUBGRAPH_CIRCUIT_OPEN'],
    ['SUBGRAPH_INVALID_RESPONSE', 'SUBGRAPH_INVALID_RESPONSE'],
    ['SUBGRAPH_RESPONSE_TOO_LARGE', 'SUBGRAPH_RESPONSE_TOO_LARGE'],
  ])('after many %s says %s', async (fails, code) => {
    const { far, guard } = guarded();
    far.fails = fails;
    for (let call = 0; call < 5; call++) await codeOf(guard.fetch(request()));
    expect(await codeOf(guard.fetch(request()))).toBe(code);
  });

  it('does not hold what clients give up against the subgraph', async () => {
    const { far, guard } = guarded();
    far.fails = 'SUBGRAPH_UNREACHABLE';
    const gone = AbortSignal.abort();
    for (let call = 0; call < 9; call++) await codeOf(guard.fetch(request('query', gone)));
    far.fails = undefined;
    expect(await guard.fetch(request())).toBe('answer');
  });

  it('begins no subscription while it is open', async () => {
    const { far, guard } = guarded();
    far.fails = 'SUBGRAPH_TIMEOUT';
    for (let call = 0; call < 3; call++) await codeOf(guard.fetch(request()));
    const first = () => guard.subscribe(request('subscription'))[Symbol.asyncIterator]().next();
    expect(await codeOf(first())).toBe('SUBGRAPH_CIRCUIT_OPEN');
    far.now = 100;
    expect(await first()).toEqual({ done: false, value: 'event' });
  });

  it.each([
    { kind: 'query', code: 'ECONNREFUSED', retryWithinMs: 5, calls: 2 },
    { kind: 'query', code: 'ECONNREFUSED', retryWithinMs: undefined, calls: 1 },
    { kind: 'query', code: 'UND_ERR_SOCKET', retryWithinMs: 5, calls: 1 },
    { kind: 'mutation', code: 'ECONNREFUSED', retryWithinMs: 5, calls: 1 },
  ] as const)('asks $calls times: $kind, $code, within $retryWithinMs ms', async (each) => {
    const { far, guard } = guarded({ retryWithinMs: each.retryWithinMs });
    far.fails = 'SUBGRAPH_UNREACHABLE';
    far.cause = { code: each.code };
    expect(await codeOf(guard.fetch(request(each.kind)))).toBe('SUBGRAPH_UNREACHABLE');
    expect(far.calls).toBe(each.calls);
  });
});

describe('a guarded HTTP transport', () => {
  let server: Server | undefined;
  let http: HttpTransport<undefined> | undefined;
  afterEach(async () => {
    await http?.close();
    await new Promise((resolve) => server?.close(resolve));
  });

  async function against(onConnection: (socket: Socket, index: number) => void) {
    let connections = 0;
    server = createServer((socket) =>
      onConnection(
        socket.on('error', () => undefined),
        connections++,
      ),
    );
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    http = createHttpTransport<undefined>({
      subgraph: 'far',
      url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`),
      headers: () => ({}),
      timeoutMs: 2_000,
      silenceMs: 1_000,
      maxResponseBytes: 10_000,
      connections: 1,
      streamConnections: 1,
    });
    const guard = guardTransport(http, { subgraph: 'far', circuit, retryWithinMs: 5 });
    return { guard, connections: () => connections };
  }

  const answer =
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"data":{} }';

  it('asks a query again whose connection was reset, and no mutation', async () => {
    const { guard, connections } = await against((socket, index) =>
      socket.once('data', () => (index % 2 === 0 ? socket.resetAndDestroy() : socket.end(answer))),
    );
    expect(await guard.fetch(request())).toEqual({ data: {} });
    expect(connections()).toBe(2);
    expect(await codeOf(guard.fetch(request('mutation')))).toBe('SUBGRAPH_UNREACHABLE');
    expect(connections()).toBe(3);
  });

  it('does not ask again once a part of the answer has come', async () => {
    const { guard, connections } = await against((socket) =>
      socket.once('data', () => socket.write(answer.slice(0, -4), () => socket.resetAndDestroy())),
    );
    expect(await codeOf(guard.fetch(request()))).toBe('SUBGRAPH_UNREACHABLE');
    expect(connections()).toBe(1);
  });
});
