import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import { type PassportClaims, type SubgraphName } from '@ai-collective/contracts';
import { createLogger, createPassportVerifier } from '@ai-collective/platform';
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify';
import { execute, parse, validate, GraphQLError, type GraphQLSchema } from 'graphql';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import { z } from 'zod';
import { gatewayConfigSchema } from '../src/config.js';
import { startGateway, type Gateway, type GatewaySettings } from '../src/startGateway.js';
import { subgraphSchema, type TestSubgraph } from './engine/testSupergraph.js';
import { addIdentityDoors, type Counters } from './identityDoors.js';

/** What a resolver in these subgraphs sees. */
export interface TestContext {
  readonly passport: PassportClaims;
  readonly headers: FastifyRequest['headers'];
}

const bodySchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).optional() });

function subgraphs(counters: Counters): Record<SubgraphName, TestSubgraph> {
  return {
    identity: {
      sdl: `type Query { whoami: String! me: Person } type Person @key(fields: "id") { id: ID! name: String! }`,
      resolvers: {
        Query: {
          whoami: (_: unknown, __: unknown, { passport }: TestContext) =>
            `${passport.kind} ${passport.sub} ${passport.community} ${passport.policyVersion}`,
          me: () => ({ id: 'p1' }),
        },
        Person: {
          __resolveReference: (from: unknown) => from,
          name: ({ id }: { id: string }) => `name of ${id}`,
        },
      },
    },
    compute: {
      sdl: `type Query { job(id: ID!): Job slow(ms: Int!): String headers: [String!]! secretFailure: String coded: String }
            type Mutation { submit(name: String!): Job! }
            type Subscription { ticks(count: Int!, payload: Int = 0): Job! endless(payload: Int = 0): Job! refused: Job! }
            type Job @key(fields: "id") { id: ID! owner: Person! note: String }
            type Person @key(fields: "id", resolvable: false) { id: ID! }`,
      resolvers: {
        Query: {
          job: (_: unknown, { id }: { id: string }) => ({ id, owner: { id: `owner-${id}` } }),
          slow: (_: unknown, { ms }: { ms: number }) =>
            new Promise((resolve) => setTimeout(() => resolve('late'), ms)),
          headers: (_: unknown, __: unknown, { headers }: TestContext) => Object.keys(headers).sort(),
          secretFailure: () => {
            throw new Error('password=hunter2');
          },
          coded: () => {
            throw new GraphQLError('No such model.', {
              extensions: { code: 'MODEL_NOT_FOUND', modelId: 'm1', stacktrace: ['x'] },
            });
          },
        },
        Mutation: { submit: (_: unknown, { name }: { name: string }) => ({ id: name, owner: { id: 'p1' } }) },
        Subscription: {
          ticks: {
            subscribe: async function* (_: unknown, { count, payload }: { count: number; payload: number }) {
              for (let tick = 0; tick < count; tick++) {
                await new Promise((resolve) => setImmediate(resolve));
                yield { ticks: { id: String(tick), owner: { id: 'p1' }, note: 'x'.repeat(payload) } };
              }
            },
          },
          endless: {
            subscribe: async function* (_: unknown, { payload }: { payload: number }) {
              counters.openTicks++;
              try {
                for (let tick = 0; ; tick++) {
                  yield { endless: { id: String(tick), owner: { id: 'p1' }, note: 'x'.repeat(payload) } };
                  await new Promise((resolve) => setTimeout(resolve, 20));
                }
              } finally {
                counters.openTicks--;
              }
            },
          },
          refused: {
            subscribe: () => {
              throw new GraphQLError('Not yours.', { extensions: { code: 'FORBIDDEN' } });
            },
          },
        },
        Job: { __resolveReference: ({ id }: { id: string }) => ({ id, owner: { id: 'p1' } }) },
      },
    },
    storage: {
      sdl: `type Query { blobs: [String!]! } type Job @key(fields: "id") { id: ID! size: Int }`,
      resolvers: {
        Query: { blobs: () => ['b'] },
        Job: {
          __resolveReference: (from: unknown) => from,
          size: ({ id }: { id: string }) => Number(id) * 10,
        },
      },
    },
    governance: {
      sdl: `type Query { policies: [String!]! }`,
      resolvers: { Query: { policies: () => ['p'] } },
    },
  };
}

/** A whole platform of small subgraphs behind a real gateway, all over HTTP on free ports. */
export interface TestPlatform {
  readonly gateway: Gateway;
  readonly counters: Counters;
  readonly logs: string[];
  readonly services: ReadonlyMap<SubgraphName, TestService>;
  close(): Promise<void>;
}

export interface TestService {
  readonly port: number;
  /** Serves another schema from now on. */
  replace(subgraph: TestSubgraph): void;
  stop(): Promise<void>;
}

export interface TestPlatformOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Subgraphs that are not started. */
  readonly absent?: readonly SubgraphName[];
  /** What communities have of their own, and how their subgraphs are reached. */
  readonly communities?: Pick<GatewaySettings, 'variants' | 'communityEgress'>;
}

export async function startTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const jwks = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'EdDSA' }],
  });
  const counters: Counters = { resolutions: 0, refusals: 0, openTicks: 0, abortedSlow: 0, ada: 'known' };
  const services = new Map<SubgraphName, TestService>();
  const urls: Record<string, string> = {};
  for (const [name, subgraph] of Object.entries(subgraphs(counters)) as [SubgraphName, TestSubgraph][]) {
    if (options.absent?.includes(name) === true) {
      urls[`${name.toUpperCase()}_URL`] = `http://127.0.0.1:${await unusedPort()}`;
      continue;
    }
    const service = await startService({ name, subgraph, jwks, counters });
    services.set(name, service);
    urls[`${name.toUpperCase()}_URL`] = `http://127.0.0.1:${service.port}`;
  }
  const logs: string[] = [];
  const config = gatewayConfigSchema.parse({
    PORT: '0',
    PASSPORT_PRIVATE_JWK: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'k1' }),
    SUPERGRAPH_POLL_MS: '100',
    ...urls,
    ...options.environment,
  });
  const log = createLogger({ service: 'gateway', level: 'debug' }, { write: (line) => void logs.push(line) });
  const gateway = await startGateway({
    config,
    log,
    policyVersionOf: (community) => (community === 'com_a' ? 7 : 0),
    ...options.communities,
  });
  return {
    gateway,
    counters,
    logs,
    services,
    close: async () => {
      await gateway.close();
      await Promise.all([...services.values()].map((service) => service.stop()));
    },
  };
}

interface ServiceSettings {
  readonly name: SubgraphName;
  readonly subgraph: TestSubgraph;
  readonly jwks: string;
  readonly counters: Counters;
}

async function startService({ name, subgraph, jwks, counters }: ServiceSettings): Promise<TestService> {
  const verify = createPassportVerifier({ audience: name, jwks });
  const app = fastify({ forceCloseConnections: true });
  const served = { schema: subgraphSchema(subgraph) };
  const contexts = new WeakMap<object, TestContext>();
  const streams = (schema: GraphQLSchema) =>
    createHandler({ schema, context: (request) => ({ ...contexts.get(request.raw.raw) }) });
  app.post('/graphql', async (request, reply) => {
    const passport = await verify(request.headers['x-aic-passport']);
    const context: TestContext = { passport, headers: request.headers };
    contexts.set(request.raw, context);
    if (request.headers.accept === 'text/event-stream') {
      await streams(served.schema)(request, reply);
      return reply;
    }
    return run(served.schema, request.body, context);
  });
  if (name === 'identity') addIdentityDoors(app, verify, counters);
  if (name === 'storage') addStorageDoors(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    replace: (other) => void (served.schema = subgraphSchema(other)),
    stop: () => app.close(),
  };
}

async function run(schema: GraphQLSchema, body: unknown, contextValue: TestContext) {
  const { query, variables } = bodySchema.parse(body);
  const document = parse(query);
  const errors = validate(schema, document);
  if (errors.length > 0) return { errors };
  return execute({ schema, document, contextValue, ...(variables && { variableValues: variables }) });
}

function addStorageDoors(app: FastifyInstance): void {
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  app.put('/uploads', async (request) => {
    let bytes = 0;
    for await (const chunk of request.body as AsyncIterable<Buffer>) bytes += chunk.length;
    return {
      bytes,
      capability: (request.query as { capability?: string }).capability ?? null,
      cookie: request.headers.cookie ?? null,
    };
  });
  app.get('/blobs/:community/:cid', (request, reply) => {
    const { cid } = request.params as { cid: string };
    if (cid === 'stuck') return;
    return reply
      .status(206)
      .header('etag', cid)
      .header('content-range', request.headers.range ?? 'none')
      .send(Buffer.alloc(3_000_000, 7));
  });
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Waits for a condition, looking often; fails with `what` after five seconds. */
export async function eventually(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function untilReady({ gateway }: TestPlatform): Promise<void> {
  await eventually('the gateway is ready', async () => (await fetch(`${gateway.url}/readyz`)).status === 200);
}
