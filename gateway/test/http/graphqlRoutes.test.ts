import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from '../identityDoors.js';
import { startTestPlatform, untilReady, type TestPlatform } from '../testPlatform.js';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startTestPlatform({
    environment: { SUBGRAPH_TIMEOUT_MS: '3000', LIMIT_ALIASES: '5', LIMIT_DEPTH: '16' },
  });
  await untilReady(platform);
});
afterAll(() => platform.close());

interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: unknown;
      readonly extensions: { readonly code: string };
    }[];
  };
}

async function send(init: RequestInit & { readonly search?: string }): Promise<Reply> {
  const response = await fetch(`${platform.gateway.url}/graphql${init.search ?? ''}`, init);
  const type = response.headers.get('content-type');
  return {
    status: response.status,
    type,
    headers: response.headers,
    body: (await response.json()) as Reply['body'],
  };
}

const json = { 'content-type': 'application/json' };
const modern = { ...json, accept: 'application/graphql-response+json' };
const post = (body: unknown, headers: Record<string, string> = json) =>
  send({ method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
const codesOf = ({ body }: Reply) => body.errors?.map(({ extensions }) => extensions.code);

describe('GraphQL over HTTP', () => {
  it('answers a query over several subgraphs', async () => {
    const reply = await post({ query: '{ job(id: "4") { size owner { name } } me { name } }' });
    expect(reply.status).toBe(200);
    expect(reply.type).toBe('application/json; charset=utf-8');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.body).toEqual({
      data: { job: { size: 40, owner: { name: 'name of owner-4' } }, me: { name: 'name of p1' } },
    });
  });

  it('answers in the modern media type when it is accepted', async () => {
    const reply = await post({ query: '{ blobs }' }, modern);
    expect(reply.type).toBe('application/graphql-response+json; charset=utf-8');
  });

  it('takes queries by GET, with variables', async () => {
    const search = `?query=${encodeURIComponent('query ($id: ID!) { job(id: $id) { id } }')}&variables=${encodeURIComponent('{"id":"9"}')}`;
    const reply = await send({ method: 'GET', search });
    expect(reply.body).toEqual({ data: { job: { id: '9' } } });
  });

  it('refuses mutations by GET and says what is allowed', async () => {
    const reply = await send({
      method: 'GET',
      search: `?query=${encodeURIComponent('mutation { submit(name: "x") { id } }')}`,
    });
    expect([reply.status, reply.headers.get('allow'), codesOf(reply)]).toEqual([
      405,
      'POST',
      ['METHOD_NOT_ALLOWED'],
    ]);
  });

  it('runs the operation that is named', async () => {
    const query = 'query A { blobs } query B { policies }';
    expect((await post({ query, operationName: 'B' })).body).toEqual({ data: { policies: ['p'] } });
    expect(codesOf(await post({ query }))).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    expect(codesOf(await post({ query, operationName: 'C' }))).toEqual(['OPERATION_RESOLUTION_FAILURE']);
  });

  it.each([
    ['text that does not parse', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'fragments in a circle',
      { query: '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a missing variable', { query: 'query ($id: ID!) { job(id: $id) { id } }' }, 'BAD_USER_INPUT'],
    [
      'a variable of the wrong type',
      { query: 'query ($n: String!) { job(id: $n) { id } }', variables: { n: 'x' } },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'too many aliases',
      { query: '{ a: blobs b: blobs c: blobs d: blobs e: blobs f: blobs }' },
      'TOO_MANY_ALIASES',
    ],
    ['too deep nesting', { query: `{ ${'a { '.repeat(20)} b ${'} '.repeat(20)} }` }, 'OPERATION_TOO_DEEP'],
    ['brackets too deep to parse', { query: '{'.repeat(100_000) }, 'OPERATION_TOO_DEEP'],
  ])('refuses %s with 200 for old clients and 400 for modern ones', async (_name, body, code) => {
    const [old, fresh] = [await post(body), await post(body, modern)];
    expect([old.status, fresh.status]).toEqual([200, 400]);
    expect([codesOf(old), codesOf(fresh)]).toEqual([[code], [code]]);
    expect('data' in old.body).toBe(false);
  });

  it.each([
    ['JSON that does not parse', '{"query":', json, 400, 'BAD_REQUEST'],
    ['a body without a query', { variables: {} }, json, 400, 'BAD_REQUEST'],
    ['a query that is no text', { query: 7 }, json, 400, 'BAD_REQUEST'],
    ['variables that are no object', { query: '{ blobs }', variables: [1] }, json, 400, 'BAD_REQUEST'],
    ['a batch', [{ query: '{ blobs }' }], json, 400, 'BAD_REQUEST'],
    ['an empty body', '', json, 400, 'BAD_REQUEST'],
    [
      'a form',
      'query={blobs}',
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['plain text', '{ blobs }', { 'content-type': 'text/plain' }, 400, 'BAD_REQUEST'],
    [
      'a body over 1 MiB',
      { query: '{ blobs }', extensions: { padding: 'x'.repeat(1_048_600) } },
      json,
      413,
      'BODY_TOO_LARGE',
    ],
    [
      'an answer nobody writes',
      { query: '{ blobs }' },
      { ...json, accept: 'text/html' },
      406,
      'NOT_ACCEPTABLE',
    ],
    [
      'a subscription without an event stream',
      { query: 'subscription { ticks(count: 1) { id } }' },
      json,
      406,
      'EVENT_STREAM_REQUIRED',
    ],
  ] as const)('refuses %s', async (...[, body, headers, status, code]) => {
    const reply = await post(body, headers);
    expect([reply.status, codesOf(reply)]).toEqual([status, [code]]);
  });

  it('refuses variables of a GET that are no JSON', async () => {
    const reply = await send({ method: 'GET', search: '?query={blobs}&variables={' });
    expect([reply.status, codesOf(reply)]).toEqual([400, ['BAD_REQUEST']]);
  });

  it('keeps codes and details of a subgraph, without its stack', async () => {
    const reply = await post({ query: '{ c: coded blobs }' });
    expect(reply.body).toEqual({
      data: { c: null, blobs: ['b'] },
      errors: [
        { message: 'No such model.', path: ['c'], extensions: { code: 'MODEL_NOT_FOUND', modelId: 'm1' } },
      ],
    });
  });

  it('masks what a subgraph did not name', async () => {
    const reply = await post({ query: '{ secretFailure }' });
    expect(codesOf(reply)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(JSON.stringify(reply.body)).not.toContain('hunter2');
  });

  it('gives up on a subgraph that is too slow, and answers the rest', async () => {
    const reply = await post({ query: '{ slow(ms: 5000) blobs }' });
    expect(reply.body.data).toEqual({ slow: null, blobs: ['b'] });
    expect(reply.body.errors).toMatchObject([
      { path: ['slow'], extensions: { code: 'SUBGRAPH_TIMEOUT', service: 'compute' } },
    ]);
  });

  it('answers introspection', async () => {
    const reply = await post({
      query: '{ __schema { mutationType { name } } __type(name: "Job") { fields { name } } }',
    });
    expect(reply.body.data).toEqual({
      __schema: { mutationType: { name: 'Mutation' } },
      __type: { fields: [{ name: 'id' }, { name: 'owner' }, { name: 'note' }, { name: 'size' }] },
    });
  });
});

describe('authentication', () => {
  const whoami = { query: '{ whoami }' };

  it('lets nobody in as ANONYMOUS', async () => {
    expect((await post(whoami)).body.data).toEqual({ whoami: 'ANONYMOUS anonymous  0' });
  });

  it.each([
    ['a bearer token', { authorization: `Bearer ${credentials.ada}` }],
    ['an API key header', { 'x-api-key': credentials.ada }],
    ['a session cookie beside JSON', { cookie: `x=1; aic_session=${credentials.ada}` }],
  ])('knows who asks by %s', async (_name, headers) => {
    expect((await post(whoami, { ...json, ...headers })).body.data).toEqual({
      whoami: 'PERSON per_1 com_a 7',
    });
  });

  it('asks identity about the community that is named', async () => {
    const headers = { ...json, authorization: `Bearer ${credentials.ada}`, 'x-community': 'com_b' };
    expect((await post(whoami, headers)).body.data).toEqual({ whoami: 'PERSON per_1 com_b 0' });
  });

  it.each([
    ['an unknown token', { authorization: 'Bearer nobody' }],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['an empty key', { 'x-api-key': '' }],
    ['a token that is too long', { authorization: `Bearer ${'x'.repeat(5_000)}` }],
  ])('refuses %s with 401', async (_name, headers) => {
    const reply = await post(whoami, { ...json, ...headers });
    expect([reply.status, codesOf(reply), reply.headers.get('www-authenticate')]).toEqual([
      401,
      ['UNAUTHENTICATED'],
      'Bearer',
    ]);
  });

  it('says why identity refused a credential', async () => {
    const reply = await post(whoami, { ...json, authorization: 'Bearer nobody' });
    const extensions = { code: 'UNAUTHENTICATED', reason: 'SESSION_ENDED' };
    expect(reply.body.errors).toEqual([{ message: 'The session has ended.', extensions }]);
  });

  it('refuses a community one is no member of with 403', async () => {
    const reply = await post(whoami, {
      ...json,
      authorization: `Bearer ${credentials.stranger}`,
      'x-community': 'other',
    });
    expect([reply.status, codesOf(reply)]).toEqual([403, ['NOT_A_MEMBER']]);
  });

  it('does not let a foreign page use the session cookie', async () => {
    const cookie = `aic_session=${credentials.ada}`;
    const plain = await send({ method: 'GET', search: '?query={whoami}', headers: { cookie } });
    expect([plain.status, codesOf(plain)]).toEqual([400, ['CSRF_PREVENTED']]);
    const asked = await send({
      method: 'GET',
      search: '?query={whoami}',
      headers: { cookie, 'apollo-require-preflight': '1' },
    });
    expect(asked.body.data).toEqual({ whoami: 'PERSON per_1 com_a 7' });
  });

  it('asks identity once for many requests', async () => {
    const headers = { ...json, authorization: `Bearer ${credentials.ada}`, 'x-community': 'com_once' };
    await Promise.all(Array.from({ length: 10 }, () => post(whoami, headers)));
    const before = platform.counters.resolutions;
    await post(whoami, headers);
    expect(platform.counters.resolutions).toBe(before);
  });

  it('forwards a passport and a trace, and nothing else of the client', async () => {
    const headers = {
      ...json,
      authorization: `Bearer ${credentials.ada}`,
      'x-custom': 'y',
      cookie: 'z=1',
      'x-aic-passport': 'forged',
    };
    const { data } = (await post({ query: '{ headers }' }, headers)).body;
    expect(data).toEqual({
      headers: [
        'accept',
        'connection',
        'content-length',
        'content-type',
        'host',
        'traceparent',
        'x-aic-passport',
      ],
    });
  });

  it('writes no credential into its log', () => {
    expect(platform.logs.join('')).not.toContain(credentials.ada);
  });
});
