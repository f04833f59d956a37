import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogger, type HttpServer } from '@ai-collective/platform/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOptions } from '../../src/standalone/options.js';
import { startStandalone } from '../../src/standalone/startStandalone.js';
import { composeSupergraph } from '../../src/supergraph/composeSupergraph.js';
import type { TestSubgraph } from '../engine/testSupergraph.js';
import { serveSubgraph, type ServedSubgraph } from './servedSubgraph.js';

interface Seen {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.6", import: ["@key", "@requires", "@external", "@authenticated"])\n`;

const subgraphs: Readonly<Record<string, TestSubgraph>> = {
  people: {
    sdl: `type Query { person(id: ID!): Person tenant: String headers: [String!]! broken: String private: String @authenticated }
          type Subscription { arrivals: Person! }
          type Person @key(fields: "id") { id: ID! name: String! }`,
    resolvers: {
      Query: {
        person: (_: unknown, { id }: { id: string }) => ({ id, name: `name of ${id}` }),
        tenant: (_: unknown, __: unknown, { headers }: Seen) => headers['x-tenant'] ?? null,
        headers: (_: unknown, __: unknown, { headers }: Seen) => Object.keys(headers).toSorted(),
        broken: () => {
          throw new Error('the disk is on fire');
        },
      },
      Subscription: {
        arrivals: {
          subscribe: async function* () {
            for (const id of ['1', '2']) {
              await new Promise((resolve) => setTimeout(resolve, 5));
              yield { arrivals: { id, name: `name of ${id}` } };
            }
          },
        },
      },
    },
  },
  posts: {
    sdl: `type Person @key(fields: "id") { id: ID! name: String! @external posts: [Post!]! signature: String! @requires(fields: "name") }
          type Post { title: String! }`,
    resolvers: {
      Person: {
        __resolveReference: (reference: unknown) => reference,
        posts: ({ id }: { id: string }) => [{ title: `post of ${id}` }],
        signature: ({ name }: { name: string }) => `— ${name}`,
      },
    },
  },
};

const log = createLogger({ service: 'gateway', level: 'silent' });
const served: ServedSubgraph[] = [];
let folder: string;
let file: string;
let server: HttpServer;

function optionsOf(...words: string[]) {
  const options = readOptions(['--supergraph', file, '--port', '0', ...words], {});
  if (options === 'help') throw new Error('unexpected');
  return options;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aic-standalone-'));
  file = path.join(folder, 'supergraph.graphql');
  const definitions = [];
  for (const [name, subgraph] of Object.entries(subgraphs)) {
    const one = await serveSubgraph(subgraph);
    served.push(one);
    definitions.push({ name, url: one.url, sdl: link + subgraph.sdl });
  }
  const composition = composeSupergraph(definitions);
  if (!composition.ok) throw new Error(composition.problems.join('\n'));
  await writeFile(file, composition.supergraphSdl);
  server = await startStandalone(optionsOf('--propagate-header', 'X-Tenant'), log);
});

afterAll(async () => {
  await server.close();
  await Promise.all(served.map((one) => one.close()));
  await rm(folder, { recursive: true, force: true });
});

async function ask(query: string, headers: Record<string, string> = {}, url = server.url): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true
    ? response.text()
    : response.json();
}

describe('the gateway alone', () => {
  it('answers over the subgraphs that the supergraph names, without any sign-in', async () => {
    expect(await ask('{ person(id: "7") { name signature posts { title } } }')).toEqual({
      data: { person: { name: 'name of 7', signature: '— name of 7', posts: [{ title: 'post of 7' }] } },
    });
  });

  it('gives subgraphs the headers that are named, and no others of the client', async () => {
    const headers = { 'x-tenant': 'green', 'x-secret': 'red', authorization: 'Bearer mine', cookie: 'a=1' };
    const answer = (await ask('{ tenant headers }', headers)) as {
      data: { tenant: string; headers: string[] };
    };
    expect(answer.data.tenant).toBe('green');
    const connection = ['accept', 'connection', 'content-length', 'content-type', 'host'];
    expect(answer.data.headers).toEqual([...connection, 'traceparent', 'x-tenant']);
    expect(await ask('{ tenant }')).toEqual({ data: { tenant: null } });
  });

  it('denies everybody what is protected, for nobody signs in, and logs it', async () => {
    const lines: string[] = [];
    const loud = createLogger(
      { service: 'gateway', level: 'info' },
      { write: (line) => void lines.push(line) },
    );
    const other = await startStandalone(optionsOf(), loud);
    expect(await ask('{ private tenant }', { authorization: 'Bearer mine' }, other.url)).toMatchObject({
      data: { private: null, tenant: null },
      errors: [{ path: ['private'], extensions: { code: 'UNAUTHORIZED_FIELD' } }],
    });
    await other.close();
    expect(lines.join('')).toContain('"coordinates":["Query.private"]');
  });

  it('streams subscriptions, with fields of other subgraphs', async () => {
    const query = 'subscription { arrivals { name posts { title } } }';
    const events = (await ask(query, { accept: 'text/event-stream' })) as string;
    const names = [...events.matchAll(/"name":"([^"]+)"/g)].map(([, name]) => name);
    expect(names).toEqual(['name of 1', 'name of 2']);
    expect(events).toContain('post of 2');
    expect(events).toContain('event: complete');
  });

  it('masks errors without a code, unless told to show them', async () => {
    const masked = { errors: [{ path: ['broken'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };
    const answer = await ask('{ broken }');
    expect(answer).toMatchObject(masked);
    expect(JSON.stringify(answer)).not.toContain('fire');
    const open = await startStandalone(optionsOf('--show-subgraph-errors'), log);
    try {
      expect(await ask('{ broken }', {}, open.url)).toMatchObject({
        errors: [{ message: 'the disk is on fire', path: ['broken'] }],
      });
    } finally {
      await open.close();
    }
  });

  it('is healthy and has limits', async () => {
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await ask(`{ ${'tenant '.repeat(20_000)} }`)).toMatchObject({
      errors: [{ extensions: { code: 'DOCUMENT_TOO_LONG' } }],
    });
  });
});

describe('the command', () => {
  const command = path.resolve(import.meta.dirname, '../../dist/standalone/main.js');

  function run(...words: string[]) {
    const child = spawn(process.execPath, [command, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, complaint] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const ended = once(child, 'close') as Promise<[number | null]>;
    return { child, ended, output: () => output, complaint: () => complaint };
  }

  async function failure(...words: string[]) {
    const { ended, complaint } = run(...words);
    const [code] = await ended;
    return [code, complaint()] as const;
  }

  it('listens, answers, and ends with 0 when told to', async () => {
    const { child, ended, output } = run('--supergraph', file, '--port', '0');
    const listening = () => /"url":"(http:[^"]+)\/graphql"/.exec(output())?.[1];
    await expect.poll(listening, { timeout: 10_000 }).toBeDefined();
    expect(await ask('{ person(id: "1") { id } }', {}, listening())).toEqual({
      data: { person: { id: '1' } },
    });
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('says what is wrong and ends with 2', async () => {
    const other = path.join(folder, 'other.graphql');
    await writeFile(other, 'type Query { a: Int }');
    const unreachable = path.join(folder, 'unreachable.graphql');
    await writeFile(unreachable, (await readFile(file, 'utf8')).replaceAll('http://', 'ftp://'));
    const taken = String(server.port);
    const cases = await Promise.all([
      failure(),
      failure('--supergraph', path.join(folder, 'none.graphql')),
      failure('--supergraph', other),
      failure('--supergraph', unreachable),
      failure('--supergraph', file, '--port', taken),
    ]);
    expect(cases.map(([code]) => code)).toEqual([2, 2, 2, 2, 2]);
    const reasons = [
      '--supergraph FILE is missing',
      'cannot be read',
      'is no supergraph',
      'has no HTTP address',
      `Port ${taken}`,
    ];
    for (const [index, [, complaint]] of cases.entries()) {
      expect(complaint).toContain(reasons[index]);
      expect(complaint).not.toContain('    at ');
    }
  });
});
