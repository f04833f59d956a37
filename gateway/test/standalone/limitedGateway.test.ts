import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger, type HttpServer } from '@ai-collective/platform/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../src/documents/sha256Hex.js';
import { readOptions } from '../../src/standalone/options.js';
import { startStandalone } from '../../src/standalone/startStandalone.js';
import { composeSupergraph } from '../../src/supergraph/composeSupergraph.js';
import { serveSubgraph, type ServedSubgraph } from './servedSubgraph.js';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@cost", "@listSize"])\n`;
const schema = (cost: string, listSize: string) => `
  type Query { items(first: Int): [Item!] ${listSize} dear: Int ${cost} }
  type Mutation { act: Int }
  type Item { name: String }`;
const resolvers = {
  Query: {
    items: (_: unknown, { first }: { first: number }) =>
      Array.from({ length: Math.min(first, 2) }, () => ({})),
    dear: () => 1,
  },
  Item: { name: () => 'x' },
  Mutation: { act: () => 1 },
};
const trusted = '{ items(first: 1) { name } }';
const log = createLogger({ service: 'gateway', level: 'silent' });

let folder: string;
let subgraph: ServedSubgraph;
const servers: HttpServer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aic-limits-'));
  subgraph = await serveSubgraph({ sdl: schema('', ''), resolvers });
  const sdl = link + schema('@cost(weight: 50)', '@listSize(slicingArguments: ["first"])');
  const composition = composeSupergraph([{ name: 'items', url: subgraph.url, sdl }]);
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  await writeFile(path.join(folder, 'supergraph.graphql'), composition.supergraphSdl);
  await writeFile(
    path.join(folder, 'documents.json'),
    JSON.stringify({ first: trusted, act: 'mutation { act }' }),
  );
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await subgraph.close();
  await rm(folder, { recursive: true, force: true });
});

async function serve(environment: Record<string, string>, ...words: string[]): Promise<string> {
  const options = readOptions(
    ['--supergraph', path.join(folder, 'supergraph.graphql'), '--port', '0', ...words],
    environment,
  );
  if (options === 'help') throw new Error('unexpected');
  const server = await startStandalone(options, log);
  servers.push(server);
  return `${server.url}/graphql`;
}

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly {
      readonly message: string;
      readonly extensions: Readonly<Record<string, unknown>>;
    }[];
    readonly extensions?: unknown;
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const body = (await response.json()) as Answer['body'];
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body };
}

const post = async (url: string, body: unknown, accept = 'application/graphql-response+json') =>
  answerOf(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify(body),
    }),
  );

const get = async (url: string, parameters: Record<string, string>) =>
  answerOf(await fetch(`${url}?${new URLSearchParams(parameters).toString()}`));

const codesOf = ({ body }: Answer) => body.errors?.map(({ extensions }) => extensions.code);

describe('the gateway with limits', () => {
  it('tells what an operation may cost and did cost', async () => {
    const url = await serve({});
    const { body } = await post(url, { query: '{ items(first: 9) { name } dear }' });
    expect(body).toEqual({
      data: { items: [{ name: 'x' }, { name: 'x' }], dear: 1 },
      extensions: { cost: { estimated: 59, actual: 52 } },
    });
    expect(
      (await post(url, { query: '{ items(first: 9) { name } nonsense }' })).body.extensions,
    ).toBeUndefined();
  });

  it('refuses what costs too much, in either media type', async () => {
    const url = await serve({ COST_MAX: '20' });
    const request = { query: 'query ($n: Int) { items(first: $n) { name } }', variables: { n: 21 } };
    const modern = await post(url, request);
    expect([modern.status, codesOf(modern)]).toEqual([400, ['COST_LIMIT_EXCEEDED']]);
    expect(modern.body.errors?.[0]?.extensions).toEqual({
      code: 'COST_LIMIT_EXCEEDED',
      estimated: 21,
      max: 20,
    });
    expect((await post(url, request, 'application/json')).status).toBe(200);
    expect((await post(url, { ...request, variables: { n: 20 } })).body.extensions).toEqual({
      cost: { estimated: 20, actual: 2, max: 20 },
    });
  });

  it('says when to come back after too many requests', async () => {
    const url = await serve({ RATE_SUBJECT: '1', RATE_SUBJECT_BURST: '2' });
    for (let index = 0; index < 2; index++) expect((await post(url, { query: '{ dear }' })).status).toBe(200);
    const refused = await post(url, { query: '{ dear }' });
    expect([refused.status, codesOf(refused), refused.retryAfter]).toEqual([429, ['RATE_LIMITED'], '1']);
    expect(refused.body.errors?.[0]?.extensions.retryAfterMs).toBeGreaterThan(500);
  });

  it('says when to come back after too much cost', async () => {
    const url = await serve({ COST_PER_MINUTE_COMMUNITY: '60' });
    expect((await post(url, { query: '{ dear }' })).status).toBe(200);
    const refused = await post(url, { query: '{ dear }' });
    expect([refused.status, codesOf(refused), refused.retryAfter]).toEqual([
      429,
      ['COST_BUDGET_EXCEEDED'],
      '40',
    ]);
  });
});

describe('the gateway with documents', () => {
  const persistedQuery = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256Hex(text) } });

  it('takes automatic persisted queries by POST and GET', async () => {
    const url = await serve({});
    const text = '{ dear }';
    const unknown = await get(url, { extensions: JSON.stringify(persistedQuery(text)) });
    expect(unknown.body).toEqual({
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
    const forged = await post(url, { query: '{ other: dear }', extensions: persistedQuery(text) });
    expect(codesOf(forged)).toEqual(['PERSISTED_QUERY_HASH_MISMATCH']);
    expect((await post(url, { query: text, extensions: persistedQuery(text) })).body.data).toEqual({
      dear: 1,
    });
    expect((await get(url, { extensions: JSON.stringify(persistedQuery(text)) })).body.data).toEqual({
      dear: 1,
    });
    expect((await get(url, { documentId: `sha256:${sha256Hex(text)}` })).body.data).toEqual({ dear: 1 });
  });

  it('remembers no document that is not valid', async () => {
    const url = await serve({});
    const extensions = persistedQuery('{ nonsense }');
    expect(codesOf(await post(url, { query: '{ nonsense }', extensions }))).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect(codesOf(await post(url, { extensions }))).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });

  it('answers only those of its file when told to', async () => {
    const url = await serve(
      {},
      '--trusted-documents',
      path.join(folder, 'documents.json'),
      '--require-trusted-documents',
    );
    expect((await get(url, { documentId: 'first' })).body.data).toEqual({ items: [{ name: 'x' }] });
    expect((await post(url, { query: trusted })).body.data).toEqual({ items: [{ name: 'x' }] });
    for (const request of [
      { query: '{ dear }' },
      { documentId: 'second' },
      { extensions: persistedQuery('{ dear }') },
    ])
      expect(codesOf(await post(url, request))).toEqual(['TRUSTED_DOCUMENT_REQUIRED']);
    expect((await get(url, { documentId: 'act' })).status).toBe(405);
    expect((await post(url, { documentId: 'act' })).body.data).toEqual({ act: 1 });
  });

  it('needs a document, and a file that holds some', async () => {
    const url = await serve({});
    expect(codesOf(await post(url, {}))).toEqual(['BAD_REQUEST']);
    expect(() => readOptions(['--supergraph', 's', '--require-trusted-documents'], {})).toThrow(
      '--trusted-documents FILE',
    );
    const file = path.join(folder, 'supergraph.graphql');
    await expect(serve({}, '--trusted-documents', file)).rejects.toThrow('is no JSON');
    await expect(serve({}, '--trusted-documents', path.join(folder, 'none'))).rejects.toThrow(
      'cannot be read',
    );
  });
});
