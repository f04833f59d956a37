import { readFile } from 'node:fs/promises';
import { newId, verifyCapability, type PassportClaims } from '@ai-collective/contracts';
import { buildFederatedSchema } from '@ai-collective/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolverClasses } from '../../src/schema.js';
import {
  capabilitySecret,
  content,
  putUpload,
  startTestStorage,
  type TestStorage,
} from '../startTestStorage.js';

let storage: TestStorage;

beforeAll(async () => {
  storage = await startTestStorage();
});

afterAll(() => storage.close());

const now = () => Math.floor(Date.now() / 1_000);

async function store(community: string, bytes = content(100)): Promise<string> {
  const subject = 'per_uploader';
  return ((await (await storage.upload(bytes, { community, subject })).json()) as { cid: string }).cid;
}

async function codeOf(query: string, as: Partial<PassportClaims>, variables = {}): Promise<unknown> {
  return (await storage.gateway.ask({ query, as, variables })).errors?.[0]?.extensions.code;
}

/** The same path on the test's own server: the public address is the gateway's. */
function local(url: unknown): string {
  return String(url).replace(storage.parts.publicUrl, storage.url);
}

const createUpload = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) { url expiresAt maxBytes } }`;

async function grant(
  community: string,
  input: object,
): Promise<{ url: string; maxBytes: number; expiresAt: string }> {
  const answer = await storage.gateway.ask({ query: createUpload, variables: { input }, as: { community } });
  expect(answer.errors).toBeUndefined();
  return answer.data?.createUpload as { url: string; maxBytes: number; expiresAt: string };
}

describe('createUpload', () => {
  it('grants a URL that takes the content and remembers what was said about it', async () => {
    const community = newId('community');
    const input = { bytes: 500, mediaType: 'text/plain', name: 'März & co.txt' };
    const { url, maxBytes, expiresAt } = await grant(community, input);
    expect(url.startsWith('http://storage.test/storage/uploads?capability=')).toBe(true);
    expect(maxBytes).toBe(500);
    expect(new Date(expiresAt).getTime() / 1_000 - now()).toBeGreaterThan(3_500);
    const { cid } = (await (await putUpload(local(url), content(500))).json()) as { cid: string };
    const query = `query ($cid: ID!) { blob(cid: $cid) { cid bytes mediaType name state createdBy createdAt downloadUrl } }`;
    const { data } = await storage.gateway.ask({ query, variables: { cid }, as: { community } });
    expect(data?.blob).toMatchObject({
      cid,
      bytes: 500,
      mediaType: 'text/plain',
      name: 'März & co.txt',
      state: 'AVAILABLE',
      createdBy: 'per_tester',
    });
    const { downloadUrl } = data?.blob as { downloadUrl: string };
    expect((await (await fetch(local(downloadUrl))).arrayBuffer()).byteLength).toBe(500);
  });

  it('binds the URL to the asker’s community, size and CID', async () => {
    const community = newId('community');
    const cid = await store(community);
    const { url } = await grant(community, { bytes: 100, cid });
    const token = new URL(url).searchParams.get('capability') ?? '';
    expect(verifyCapability(capabilitySecret, token, now())).toMatchObject({
      ok: true,
      capability: { action: 'write', community, cid, maxBytes: 100, subject: 'per_tester' },
    });
    expect((await putUpload(local(url), content(101))).status).toBe(413);
  });

  it('stays within the policy blobs.maxBytes', async () => {
    const community = newId('community');
    storage.setPolicy(community, { 'blobs.maxBytes': 1_000 });
    expect((await grant(community, {})).maxBytes).toBe(1_000);
    expect(await codeOf(createUpload, { community }, { input: { bytes: 1_001 } })).toBe('BLOB_TOO_LARGE');
  });

  it.each([
    [{ cid: 'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG' }],
    [{ mediaType: 'nonsense' }],
    [{ name: '../etc/passwd' }],
    [{ bytes: -1 }],
  ])('refuses %o', async (input) => {
    expect(await codeOf(createUpload, { community: newId('community') }, { input })).toBe('INPUT_INVALID');
  });

  it('is audited', async () => {
    const community = newId('community');
    await grant(community, { bytes: 5 });
    const rows = await storage.database.withoutTenant((em) =>
      em.execute<{ value: unknown }[]>('select value from outbox where key = ?', [community]),
    );
    expect(rows.map(({ value }) => value)).toMatchObject([
      { action: 'blobs:write', actor: { subject: 'per_tester', kind: 'PERSON' }, details: { maxBytes: 5 } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('eyJ');
  });
});

describe('blob and blobs', () => {
  it('show the blobs of the chosen community and no others', async () => {
    const [mine, theirs] = [newId('community'), newId('community')];
    const cid = await store(theirs);
    const query = `query ($cid: ID!) { blob(cid: $cid) { cid } blobs { edges { node { cid } } } }`;
    const seen = async (community: string) =>
      (await storage.gateway.ask({ query, variables: { cid }, as: { community } })).data;
    expect(await seen(mine)).toEqual({ blob: null, blobs: { edges: [] } });
    expect(await seen(theirs)).toEqual({ blob: { cid }, blobs: { edges: [{ node: { cid } }] } });
  });

  it('lists every blob once, newest first, page by page', async () => {
    const community = newId('community');
    const stored: string[] = [];
    for (let count = 0; count < 5; count++) stored.unshift(await store(community));
    const query = `query ($after: String) { blobs(first: 2, after: $after) {
      edges { cursor node { cid } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    interface Page {
      readonly edges: readonly { readonly cursor: string; readonly node: { readonly cid: string } }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
    }
    const listed: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { data } = await storage.gateway.ask({ query, variables: { after }, as: { community } });
      const { edges, pageInfo } = data?.blobs as Page;
      listed.push(...edges.map(({ node }) => node.cid));
      expect(pageInfo).toMatchObject({ hasPreviousPage: after !== null, endCursor: edges.at(-1)?.cursor });
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(listed).toEqual(stored);
  });

  it.each([
    ['{ blobs(first: 0) { edges { cursor } } }'],
    ['{ blobs(first: 201) { edges { cursor } } }'],
    ['{ blobs(after: "nonsense") { edges { cursor } } }'],
  ])('refuses %s', async (query) => {
    expect(await codeOf(query, { community: newId('community') })).toBe('INPUT_INVALID');
  });

  it('gives a download URL for as long as asked, at most a week', async () => {
    const community = newId('community');
    const cid = await store(community);
    const query = (seconds: number) =>
      `{ blob(cid: "${cid}") { downloadUrl(expiresInSeconds: ${seconds}) } }`;
    const { data } = await storage.gateway.ask({ query: query(60), as: { community } });
    const url = new URL((data?.blob as { downloadUrl: string }).downloadUrl);
    expect(url.pathname).toBe(`/storage/blobs/${community}/${cid}`);
    const token = url.searchParams.get('capability') ?? '';
    expect(verifyCapability(capabilitySecret, token, now() + 55)).toMatchObject({ ok: true });
    expect(verifyCapability(capabilitySecret, token, now() + 65)).toMatchObject({ reason: 'EXPIRED' });
    for (const seconds of [0, 604_801])
      expect(await codeOf(query(seconds), { community })).toBe('INPUT_INVALID');
  });

  it('resolve references of other subgraphs within the community, all in one go', async () => {
    const [mine, theirs] = [newId('community'), newId('community')];
    const [own, foreign] = [await store(mine), await store(theirs)];
    const query = `query ($references: [_Any!]!) {
      _entities(representations: $references) { ... on Blob { cid bytes downloadUrl } } }`;
    const references = [own, foreign, own].map((cid) => ({ __typename: 'Blob', cid }));
    const { data } = await storage.gateway.ask({ query, variables: { references }, as: { community: mine } });
    expect(data?._entities).toMatchObject([{ cid: own, bytes: 100 }, null, { cid: own }]);
  });
});

describe('deleteBlob', () => {
  const deleteBlob = 'mutation ($cid: ID!) { deleteBlob(cid: $cid) { cid } }';

  it('removes the blob here and leaves it with another community', async () => {
    const [mine, theirs] = [newId('community'), newId('community')];
    const bytes = content(1_000);
    const cid = await store(mine, bytes);
    await store(theirs, bytes);
    const answer = await storage.gateway.ask({
      query: deleteBlob,
      variables: { cid },
      as: { community: mine },
    });
    expect(answer.data?.deleteBlob).toEqual({ cid });
    expect((await storage.download(mine, cid)).status).toBe(404);
    expect(await storage.directory.open({ community: mine, cid })).toBeUndefined();
    expect((await storage.download(theirs, cid)).status).toBe(200);
    expect(await codeOf(deleteBlob, { community: mine }, { cid })).toBe('BLOB_NOT_FOUND');
  });

  it('of what is no CID is not found', async () => {
    expect(await codeOf(deleteBlob, { community: newId('community') }, { cid: '../x' })).toBe(
      'BLOB_NOT_FOUND',
    );
  });

  it('and a new upload of the same content at the same time leave metadata and file that agree', async () => {
    const community = newId('community');
    const bytes = content(1_000);
    const cid = await store(community, bytes);
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        storage.gateway.ask({ query: deleteBlob, variables: { cid }, as: { community } }),
        storage.upload(bytes, { community }),
      ]);
      const file = await storage.directory.open({ community, cid });
      await file?.close();
      expect((await storage.download(community, cid)).status).toBe(file === undefined ? 404 : 200);
    }
  });
});

describe('who may', () => {
  const community = newId('community');

  it.each([
    ['nobody signed in', { kind: 'ANONYMOUS', roles: [], community } as const, 'UNAUTHENTICATED'],
    ['a member without blobs:read', { roles: ['MEMBER'], community } as const, 'FORBIDDEN'],
    [
      'a key without the scope',
      { kind: 'SERVICE', scopes: ['jobs:submit'], community } as const,
      'FORBIDDEN',
    ],
    ['somebody who chose no community', {}, 'COMMUNITY_REQUIRED'],
  ])('%s is refused; the log hears of those who are known', async (_name, as, code) => {
    const sub = newId('person');
    expect(await codeOf('{ blobs { edges { cursor } } }', { ...as, sub })).toBe(code);
    expect(await codeOf(createUpload, { ...as, sub }, { input: {} })).toBe(code);
    const rows = await storage.database.withoutTenant((em) =>
      em.execute<unknown[]>(
        "select 1 from outbox where value->'actor'->>'subject' = ? and value->>'outcome' = 'DENIED'",
        [sub],
      ),
    );
    expect(rows).toHaveLength(code === 'FORBIDDEN' ? 2 : 0);
  });

  it("a blob that the community's own policies forbid is neither shown nor deleted, and others are", async () => {
    const place = newId('community');
    const cids = await Promise.all(
      ['one', 'other'].map(async (body) => {
        const response = await storage.upload(body, { community: place });
        return ((await response.json()) as { cid: string }).cid;
      }),
    );
    const [forbidden = '', other = ''] = cids;
    storage.setOwnPolicies(place, [
      `forbid (principal, action in [Action::"blobs:read", Action::"blobs:write"], resource == Blob::"${forbidden}");`,
    ]);
    const as = { community: place, roles: ['OWNER'] } as const;
    expect(await codeOf(`{ blob(cid: "${forbidden}") { cid } }`, as)).toBe('FORBIDDEN');
    expect(await codeOf('{ blobs { edges { node { downloadUrl } } } }', as)).toBe('FORBIDDEN');
    expect(await codeOf(`mutation { deleteBlob(cid: "${forbidden}") { cid } }`, as)).toBe('FORBIDDEN');
    expect(await codeOf(`{ blob(cid: "${other}") { downloadUrl } }`, as)).toBeUndefined();
  });

  it('without a passport nothing is answered', async () => {
    const response = await fetch(`${storage.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'PASSPORT_REQUIRED' } }] });
  });
});

it('schema.graphql is the printed schema', async () => {
  const { sdl } = await buildFederatedSchema({ resolvers: resolverClasses, container: new Map() });
  const committed = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8');
  expect(committed.trim()).toBe(sdl.trim());
});
