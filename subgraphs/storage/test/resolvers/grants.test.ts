import { newId, type GrantClaim, type PassportClaims } from '@ai-collective/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { content, putUpload, startTestStorage, type TestStorage } from '../startTestStorage.js';

const createUpload = `mutation ($input: CreateUploadInput!) { createUpload(input: $input) { url } }`;
const deleteBlob = 'mutation ($cid: ID!) { deleteBlob(cid: $cid) { cid } }';
const readBlob = 'query ($cid: ID!) { blob(cid: $cid) { name downloadUrl } }';

describe('a role for blobs whose names begin alike', () => {
  let storage: TestStorage;
  const community = newId('community');
  const all: Partial<PassportClaims> = { community, roles: ['DEVELOPER'] };
  const withPrefix = (prefix: string): Partial<PassportClaims> => {
    const on = { type: 'BLOBS', prefix } as const;
    const grant: GrantClaim = { id: newId('grant'), role: 'DEVELOPER', permissions: [], on, until: null };
    return { community, roles: [], grants: [grant] };
  };
  const cats = withPrefix('cats-');

  beforeAll(async () => {
    storage = await startTestStorage();
  });
  afterAll(() => storage.close());

  const ask = (as: Partial<PassportClaims>, query: string, variables = {}) =>
    storage.gateway.ask({ query, variables, as });
  const codeOf = async (...question: Parameters<typeof ask>) =>
    (await ask(...question)).errors?.[0]?.extensions.code;

  async function urlFor(name: string | null, as: Partial<PassportClaims>): Promise<string> {
    const { data, errors } = await ask(as, createUpload, { input: { name } });
    expect(errors).toBeUndefined();
    const { url } = data?.createUpload as { url: string };
    return url.replace(storage.parts.publicUrl, storage.url);
  }

  async function store(name: string | null, as = all, bytes = content(50)): Promise<string> {
    const response = await putUpload(await urlFor(name, as), bytes);
    return ((await response.json()) as { cid: string }).cid;
  }

  const named = async (as: Partial<PassportClaims>) => {
    const { data } = await ask(as, '{ blobs { edges { node { name } } } }');
    return (data?.blobs as { edges: { node: { name: string } }[] }).edges.map(({ node }) => node.name);
  };

  it('shows these, one by one and in the list, and hides the others as if they were not there', async () => {
    const mine = await store('cats-1.png');
    const [other, unnamed] = [await store('dogs-1.png'), await store(null)];
    await store('cats_1.png');
    expect((await ask(cats, readBlob, { cid: mine })).data?.blob).toMatchObject({ name: 'cats-1.png' });
    for (const cid of [other, unnamed])
      expect(await ask(cats, readBlob, { cid })).toEqual({ data: { blob: null } });
    expect(await named(cats)).toEqual(['cats-1.png']);
    expect(await named(withPrefix('%'))).toEqual([]);
    expect(await named(withPrefix('cats_'))).toEqual(['cats_1.png']);
    expect(await codeOf({ community, roles: [] }, readBlob, { cid: mine })).toBe('FORBIDDEN');
  });

  it('lets one store under such names alone, whatever the URL is made to say', async () => {
    for (const name of ['dogs-2.png', null])
      expect(await codeOf(cats, createUpload, { input: { name } })).toBe('FORBIDDEN');
    const url = new URL(await urlFor('cats-2.png', cats));
    url.searchParams.set('name', 'dogs-2.png');
    const { cid } = (await (await putUpload(url.href, content(50))).json()) as { cid: string };
    expect((await ask(all, readBlob, { cid })).data?.blob).toMatchObject({ name: 'cats-2.png' });
  });

  it('gives no URL that lasts longer than the role', async () => {
    const until = Math.floor(Date.now() / 1_000) + 60;
    const short = { ...cats, grants: cats.grants?.map((grant) => ({ ...grant, until })) ?? [] };
    const cid = await store('cats-5.png');
    const query = 'query ($cid: ID!) { blob(cid: $cid) { downloadUrl(expiresInSeconds: 604800) } }';
    const { data } = await ask(short, query, { cid });
    const { downloadUrl } = data?.blob as { downloadUrl: string };
    for (const url of [downloadUrl, await urlFor('cats-6.png', short)]) {
      const [body = ''] = (new URL(url).searchParams.get('capability') ?? '').split('.');
      const { expiresAt } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { expiresAt: number };
      expect(expiresAt).toBe(until);
    }
  });

  it('does not let one take over content that is there without a name', async () => {
    const bytes = content(50);
    const cid = await store(null, all, bytes);
    await store('cats-3.png', cats, bytes);
    expect((await ask(all, readBlob, { cid })).data?.blob).toMatchObject({ name: null });
    expect(await codeOf(cats, deleteBlob, { cid })).toBe('BLOB_NOT_FOUND');
  });

  it('does not let one say the media type of content that is there without one', async () => {
    const bytes = content(50);
    const cid = await store(null, all, bytes);
    const { data } = await ask(cats, createUpload, { input: { name: 'cats-7.png', mediaType: 'image/png' } });
    const { url } = data?.createUpload as { url: string };
    expect((await putUpload(url.replace(storage.parts.publicUrl, storage.url), bytes)).ok).toBe(true);
    const { data: seen } = await ask(all, 'query ($cid: ID!) { blob(cid: $cid) { mediaType } }', { cid });
    expect(seen?.blob).toEqual({ mediaType: null });
  });

  it('is not what a policy of the community permits about one blob: that shows it when asked for, and lists nothing', async () => {
    const place = newId('community');
    const everything = { ...all, community: place };
    const [open, other] = [await store('open', everything), await store('other', everything)];
    storage.setOwnPolicies(place, [
      `permit (principal, action == Action::"blobs:read", resource == Blob::"${open}");`,
    ]);
    const guest = { community: place, roles: [] };
    expect((await ask(guest, readBlob, { cid: open })).data?.blob).toMatchObject({ name: 'open' });
    expect(await ask(guest, readBlob, { cid: other })).toEqual({ data: { blob: null } });
    expect(await named(guest)).toEqual([]);
  });

  it('lets one delete these and no others', async () => {
    const [mine, other] = [await store('cats-4.png'), await store('dogs-4.png')];
    expect(await codeOf(cats, deleteBlob, { cid: other })).toBe('BLOB_NOT_FOUND');
    expect((await ask(all, readBlob, { cid: other })).data?.blob).toMatchObject({ name: 'dogs-4.png' });
    expect(await codeOf(cats, deleteBlob, { cid: mine })).toBeUndefined();
    expect(await ask(all, readBlob, { cid: mine })).toEqual({ data: { blob: null } });
  });
});
