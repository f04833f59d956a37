import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardedConnector, isPublicAddress, type EgressPolicy } from '@ai-collective/platform/egress';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Cancellation } from '../../src/engine/transport/Cancellation.js';
import { createHttpTransport } from '../../src/engine/transport/createHttpTransport.js';
import { SubgraphFailure } from '../../src/engine/transport/SubgraphFailure.js';

/** A service inside the network that must never be reached. */
let inner: Server;
let connections: number;
let port: number;
const received: IncomingHttpHeaders[] = [];

beforeEach(async () => {
  connections = 0;
  inner = createServer((request, response) => {
    received.push(request.headers);
    if (request.url === '/redirect') response.writeHead(302, { location: `http://127.0.0.1:${port}/secret` });
    response.end('{"data":{"secret":true}}');
  });
  inner.on('connection', () => connections++);
  await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
  ({ port } = inner.address() as AddressInfo);
});
afterEach(() => new Promise((resolve) => inner.close(resolve)));

const call = async (
  resolve: EgressPolicy['resolve'],
  allows: EgressPolicy['allows'] = isPublicAddress,
  path = '/',
) => {
  const policy: EgressPolicy = { schemes: ['http'], ports: [port], allows, resolve };
  const transport = createHttpTransport<undefined>({
    subgraph: 'weather',
    url: new URL(`http://weather.example.com:${port}${path}`),
    headers: () => ({}),
    timeoutMs: 2_000,
    silenceMs: 2_000,
    maxResponseBytes: 1_000,
    connections: 1,
    streamConnections: 1,
    pool: { connect: guardedConnector(policy) },
  });
  try {
    return await transport.fetch({
      query: '{ a }',
      variables: {},
      operationKind: 'query',
      context: undefined,
      body: '{"query":"{ a }"}',
      cancellation: new Cancellation(),
    });
  } finally {
    await transport.close();
  }
};

const failureOf = async (answer: Promise<unknown>): Promise<string> => {
  try {
    await answer;
    return 'reached';
  } catch (error) {
    const cause = error instanceof SubgraphFailure ? error.cause : error;
    return `${(error as SubgraphFailure).code}: ${(cause as Error).name}`;
  }
};

describe('connections on behalf of a community', () => {
  it.each([
    ['loopback', ['127.0.0.1']],
    ['private', ['10.0.0.1']],
    ['link-local, where clouds keep their keys', ['169.254.169.254']],
    ['IPv6 loopback', ['::1']],
    ['mapped IPv4', ['::ffff:127.0.0.1']],
    ['one inner address among public ones', ['93.184.215.14', '127.0.0.1']],
    ['nowhere', []],
  ])('are not made to a name that leads to %s', async (_, addresses) => {
    expect(await failureOf(call(() => Promise.resolve(addresses)))).toBe(
      'SUBGRAPH_UNREACHABLE: EgressRefusedError',
    );
    expect(connections).toBe(0);
  });

  it('go to the very address that was checked: a name that rebinds never gets one', async () => {
    // Stands for a public address; nobody listens there.
    const outer = '127.0.0.2';
    const answers = [[outer], ['127.0.0.1']];
    let asked = 0;
    const checked: string[] = [];
    const rebinding = () => Promise.resolve(answers[Math.min(asked++, 1)] ?? []);
    const watching = (address: string) => {
      checked.push(address);
      return address === outer;
    };
    for (let round = 0; round < 3; round++)
      expect(await failureOf(call(rebinding, watching))).not.toBe('reached');
    expect(connections).toBe(0);
    // One resolution for each connection, and each one was checked.
    expect(checked).toEqual([outer, '127.0.0.1', '127.0.0.1']);
  });

  it('are made when every address is allowed', async () => {
    const answer = await call(
      () => Promise.resolve(['127.0.0.1']),
      () => true,
    );
    expect(answer).toEqual({ data: { secret: true } });
    expect(connections).toBe(1);
    expect(received.at(-1)?.host).toBe(`weather.example.com:${port}`);
  });

  it('do not follow redirects', async () => {
    await call(
      () => Promise.resolve(['127.0.0.1']),
      () => true,
      '/redirect',
    );
    expect(received.filter(({ host }) => host?.startsWith('127.') === true)).toEqual([]);
    expect(connections).toBe(1);
  });

  it('are not made to an address instead of a name', async () => {
    const policy: EgressPolicy = {
      schemes: ['http'],
      ports: [port],
      allows: () => true,
      resolve: () => Promise.resolve(['127.0.0.1']),
    };
    const refusal = await new Promise<Error | null>((resolve) =>
      guardedConnector(policy)(
        { hostname: '127.0.0.1', protocol: 'http:', port: String(port) },
        (...[error]) => resolve(error),
      ),
    );
    expect(refusal?.name).toBe('EgressRefusedError');
    expect(connections).toBe(0);
  });
});

describe('a connector', () => {
  it.each(['127.0.0.1', '::1', '[::1]', '93.184.215.14', '[2606:2800:21f:cb07:6820:80da:af6b:8b2c]'])(
    'takes no address for a name: %s',
    async (hostname) => {
      const policy: EgressPolicy = {
        schemes: ['http'],
        ports: [port],
        allows: () => true,
        resolve: () => never,
      };
      const never = Promise.reject(new Error('looked up'));
      never.catch(() => undefined);
      const connect = guardedConnector(policy);
      const error = await new Promise<Error | null>((resolve) => {
        connect({ hostname, protocol: 'http:', port: String(port) }, (...[failure]) => resolve(failure));
      });
      expect(error?.message).toMatch(/is an address, not a name/);
      expect(connections).toBe(0);
    },
  );
});
