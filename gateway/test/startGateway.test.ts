import { describe, expect, it } from 'vitest';
import { credentials } from './identityDoors.js';
import { eventually, startTestPlatform, untilReady } from './testPlatform.js';

const query = async (url: string, text: string, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: text }),
  });
  return {
    status: response.status,
    body: (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] },
  };
};

describe('the gateway', () => {
  it('is not ready, and says so, until every subgraph has been seen', async () => {
    const { gateway, close } = await startTestPlatform({ absent: ['governance'] });
    expect((await fetch(`${gateway.url}/livez`)).status).toBe(200);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
    await eventually('it names who is away', async () =>
      (await (await fetch(`${gateway.url}/readyz/supergraph`)).text()).includes('governance does not answer'),
    );
    const { status, body } = await query(gateway.url, '{ blobs }');
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([503, 'SUPERGRAPH_NOT_READY']);
    await close();
  });

  it('takes up a changed schema while requests run, and nulls only what a stopped service owns', async () => {
    const platform = await startTestPlatform();
    const { gateway, services, close } = platform;
    await untilReady(platform);
    const running = query(gateway.url, '{ slow(ms: 500) policies }');
    services
      .get('governance')
      ?.replace({ sdl: 'type Query { laws: [String!]! }', resolvers: { Query: { laws: () => ['l'] } } });
    await eventually(
      'the new field is there',
      async () => (await query(gateway.url, '{ laws }')).body.data !== undefined,
    );
    expect((await running).status).toBe(200);
    await services.get('storage')?.stop();
    const { body } = await query(gateway.url, '{ job(id: "1") { id size } laws }');
    expect(body.data).toEqual({ job: { id: '1', size: null }, laws: ['l'] });
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['SUBGRAPH_UNREACHABLE']);
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200);
    await close();
  });

  it('gives protected fields to whose roles allow them, and logs who was denied what', async () => {
    const platform = await startTestPlatform();
    const { gateway, services, logs, close } = platform;
    await untilReady(platform);
    const sdl = `type Query { drafts: [String!] @requiresScopes(scopes: [["policies:manage"]]) owners: [String!] @policy(policies: [["OWNER"]]) laws: [String!]! }`;
    const list = () => ['l'];
    services
      .get('governance')
      ?.replace({ sdl, resolvers: { Query: { drafts: list, owners: list, laws: list } } });
    const text = '{ drafts owners laws }';
    await eventually(
      'the new fields are there',
      async () => (await query(gateway.url, text)).body.data !== undefined,
    );
    const ada = await query(gateway.url, text, { authorization: `Bearer ${credentials.ada}` });
    expect(ada.body).toEqual({ data: { drafts: ['l'], owners: ['l'], laws: ['l'] } });
    logs.length = 0;
    const { body } = await query(gateway.url, text);
    expect(body.data).toEqual({ drafts: null, owners: null, laws: ['l'] });
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual([
      'UNAUTHORIZED_FIELD',
      'UNAUTHORIZED_FIELD',
    ]);
    const line = logs.find((each) => each.includes('fields were denied')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({
      kind: 'ANONYMOUS',
      coordinates: ['Query.drafts', 'Query.owners'],
    });
    await close();
  });
});
