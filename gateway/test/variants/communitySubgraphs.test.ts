import { createServer, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InMemoryVariantSource } from '../../src/variants/VariantSource.js';
import { credentials } from '../identityDoors.js';
import { eventually, startTestPlatform, untilReady, type TestPlatform } from '../testPlatform.js';
import { link } from './registration/communityParts.js';

/** A service that a community runs itself. */
let service: Server;
let port: number;
let connections = 0;
const received: IncomingHttpHeaders[] = [];
let platform: TestPlatform;
const source = new InMemoryVariantSource();

const sdl = `${link}
  type Query { forecast: String huge: String spam: String }
  type Job @key(fields: "id") { id: ID! stars: Int }`;

function answerTo(query: string): unknown {
  if (query.includes('huge')) return { huge: 'x'.repeat(5_000) };
  if (query.includes('_entities')) return { _entities: [{ __typename: 'Job', stars: 5 }] };
  return { forecast: 'sun' };
}

beforeAll(async () => {
  service = createServer((request, response) => {
    received.push(request.headers);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { query } = JSON.parse(body) as { query: string };
      if (query.includes('spam'))
        response.setHeader('x-spam', 'x'.repeat(15_000)).setHeader('x-more', 'x'.repeat(5_000));
      response.setHeader('set-cookie', 'stolen=1').end(JSON.stringify({ data: answerTo(query) }));
    });
  });
  service.on('connection', () => connections++);
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  ({ port } = service.address() as AddressInfo);
  const subgraph = (host: string) => ({
    name: 'weather',
    url: `http://${host}.example.com:${port}/graphql`,
    sdl,
  });
  source.set('com_a', { subgraphs: [subgraph('outside')] });
  source.set('garden', { subgraphs: [subgraph('outside')] });
  source.set('com_evil', { subgraphs: [subgraph('inside')] });
  platform = await startTestPlatform({
    environment: {
      COMMUNITY_EGRESS_HTTP: 'true',
      COMMUNITY_EGRESS_PORTS: `443,${port}`,
      COMMUNITY_SUBGRAPH_RESPONSE_BYTES: '2048',
      COMMUNITY_DOMAIN: 'communities.test',
    },
    communities: {
      variants: source,
      communityEgress: {
        // The test's own service stands for the outside; whatever else is inside.
        resolve: (hostname) =>
          Promise.resolve([hostname === 'outside.example.com' ? '127.0.0.1' : '127.0.0.2']),
        allows: (address) => address === '127.0.0.1',
      },
    },
  });
  await untilReady(platform);
});
afterAll(async () => {
  await platform.close();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly { readonly path?: unknown; readonly extensions: { readonly code: string } }[];
  };
}

/** By node:http, since fetch sets the host itself. */
function send(query: string, headers: Readonly<Record<string, string>>): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${platform.gateway.url}/graphql`,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: JSON.parse(text) as Reply['body'],
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(JSON.stringify({ query }));
  });
}

const ada = { authorization: `Bearer ${credentials.ada}` };
const codesOf = ({ body }: Reply) => body.errors?.map(({ extensions }) => extensions.code);

describe("a community's own subgraph", () => {
  it('serves its members: root fields, and fields of the platform’s entities', async () => {
    const reply = await send('{ forecast job(id: "4") { id size stars } }', {
      ...ada,
      'x-community': 'com_a',
    });
    expect(reply.body).toEqual({ data: { forecast: 'sun', job: { id: '4', size: 40, stars: 5 } } });
  });

  it('is unknown to everybody else, also in introspection', async () => {
    const introspection = '{ __schema { queryType { fields { name } } } }';
    const member = await send(introspection, { ...ada, 'x-community': 'com_a' });
    const stranger = await send(introspection, { ...ada, 'x-community': 'com_b' });
    const nobody = await send(introspection, {});
    expect(JSON.stringify(member.body)).toContain('forecast');
    expect(JSON.stringify(stranger.body)).not.toContain('forecast');
    expect(nobody.body).toEqual(stranger.body);
    expect(codesOf(await send('{ forecast }', { ...ada, 'x-community': 'com_b' }))).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
  });

  it('gets nothing of the client’s, and no passport, but a token that is good for it alone', async () => {
    received.length = 0;
    await send('{ forecast }', {
      ...ada,
      'x-community': 'com_a',
      cookie: 'aic_session=secret',
      'x-api-key': 'secret',
      'x-forwarded-for': '10.0.0.1',
    });
    const [headers = {}] = received;
    expect(Object.keys(headers).sort()).toEqual(
      [
        'accept',
        'connection',
        'content-length',
        'content-type',
        'host',
        'traceparent',
        'x-aic-visitor',
      ].sort(),
    );
    const token = headers['x-aic-visitor']?.toString() ?? '';
    expect(decodeProtectedHeader(token).typ).toBe('aic-visitor+jwt');
    expect(Object.keys(decodeJwt(token)).sort()).toEqual([
      'aud',
      'community',
      'exp',
      'iat',
      'iss',
      'kind',
      'sub',
    ]);
    expect(decodeJwt(token)).toMatchObject({
      aud: 'community:com_a:weather',
      sub: 'per_1',
      community: 'com_a',
    });
    for (const [name, { port: servicePort }] of platform.services) {
      const response = await fetch(`http://127.0.0.1:${servicePort}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-aic-passport': token },
        body: '{"query":"{ __typename }"}',
      });
      expect([name, response.ok]).toEqual([name, false]);
    }
  });

  it('cannot set headers of answers', async () => {
    const reply = await send('{ forecast }', { ...ada, 'x-community': 'com_a' });
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  it('harms only what depends on it when it answers too much', async () => {
    const reply = await send('{ huge blobs }', { ...ada, 'x-community': 'com_a' });
    expect(reply.body.data).toEqual({ huge: null, blobs: ['b'] });
    expect(codesOf(reply)).toEqual(['SUBGRAPH_RESPONSE_TOO_LARGE']);
    const spam = await send('{ spam blobs }', { ...ada, 'x-community': 'com_a' });
    expect([spam.body.data, codesOf(spam)]).toEqual([{ spam: null, blobs: ['b'] }, ['SUBGRAPH_UNREACHABLE']]);
  });

  it('is not connected to when its name leads inside, and the client does not learn where', async () => {
    const before = connections;
    const reply = await send('{ forecast blobs }', { ...ada, 'x-community': 'com_evil' });
    expect(reply.body.data).toEqual({ forecast: null, blobs: ['b'] });
    expect(codesOf(reply)).toEqual(['SUBGRAPH_UNREACHABLE']);
    expect(JSON.stringify(reply.body)).not.toContain('127.0.0');
    expect(connections).toBe(before);
  });
});

describe('the community of a request', () => {
  it('may be chosen by the host', async () => {
    const reply = await send('{ forecast whoami }', { ...ada, host: 'Garden.communities.test:4000' });
    expect(reply.body.data).toEqual({ forecast: 'sun', whoami: 'PERSON per_1 garden 0' });
  });

  it('is the header’s when both are given, and the credential’s own when neither is', async () => {
    const host = 'garden.communities.test';
    const both = await send('{ whoami }', { ...ada, host, 'x-community': 'com_b' });
    expect(both.body.data).toEqual({ whoami: 'PERSON per_1 com_b 0' });
    for (const other of ['communities.test', 'a.b.communities.test', 'garden.elsewhere.test']) {
      const reply = await send('{ whoami }', { ...ada, host: other });
      expect(reply.body.data).toEqual({ whoami: 'PERSON per_1 com_a 7' });
    }
  });

  it('is nobody’s without a credential, whatever the host', async () => {
    const reply = await send('{ forecast }', { host: 'garden.communities.test' });
    expect(codesOf(reply)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });
});

describe('a change of registration', () => {
  it('reaches requests while the gateway runs', async () => {
    source.set('com_new', { subgraphs: [], contract: { include: [], exclude: ['none'] } });
    const asMember = (query: string) => send(query, { ...ada, 'x-community': 'com_new' });
    expect((await asMember('{ blobs }')).status).toBe(200);
    source.set('com_new', source.get('com_a'));
    await eventually(
      'the community has its subgraph',
      async () => (await asMember('{ forecast }')).body.data !== undefined,
    );
    const { communities, variants } = platform.gateway.variantStats();
    expect(variants).toBeGreaterThan(1);
    expect(communities.find(({ communityId }) => communityId === 'com_new')?.hits).toBeGreaterThan(0);
  });
});
