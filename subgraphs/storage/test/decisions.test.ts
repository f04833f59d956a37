import { readFileSync } from 'node:fs';
import { newId } from '@ai-collective/contracts';
import { describeDecisions, entityTypesOf } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { content, startTestStorage, type TestStorage } from './startTestStorage.js';

const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
const community = newId('community');
const fieldOfUnknown = (field: string) =>
  `{ _entities(representations: [{ __typename: "Blob", cid: "bafkunknown" }]) { ... on Blob { ${field} } } }`;
const fields = ['bytes', 'mediaType', 'name', 'state', 'createdAt', 'createdBy', 'downloadUrl'];

let storage: TestStorage;

beforeAll(async () => {
  storage = await startTestStorage();
});

afterAll(() => storage.close());

describeDecisions({
  sdl,
  open: () =>
    Promise.resolve({
      url: storage.url,
      community,
      passport: (claims) => storage.gateway.passport(claims),
      database: storage.database,
    }),
  forAnybody: {},
  forWhoeverSignedIn: {},
  fieldsOfObjects: Object.fromEntries(fields.map((field) => [`Blob.${field}`, fieldOfUnknown(field)])),
});

describe('a blob that another subgraph refers to', () => {
  it('is the one type that can be referred to', () => {
    expect(entityTypesOf(sdl)).toEqual(['Blob']);
  });

  it('is found by its own community alone', async () => {
    const stored = await storage.upload(content(10), { community });
    const { cid } = (await stored.json()) as { cid: string };
    const query = `{ _entities(representations: [{ __typename: "Blob", cid: "${cid}" }]) { ... on Blob { bytes } } }`;
    const seenBy = async (claims: Parameters<typeof storage.gateway.passport>[0]): Promise<unknown> => {
      const { data } = await storage.gateway.ask({ query, as: { roles: ['OWNER'], ...claims } });
      return data?._entities;
    };
    expect(await seenBy({ community })).toEqual([{ bytes: 10 }]);
    expect(await seenBy({ community: newId('community') })).toEqual([null]);
    expect(await seenBy({ kind: 'ANONYMOUS', sub: '', community: '', roles: [] })).toEqual([null]);
    expect(await seenBy({ community, roles: [] })).toEqual([null]);
  });
});
