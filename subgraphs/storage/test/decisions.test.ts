import { readFileSync } from 'node:fs';
import { newId } from '@ai-collective/contracts';
import { describeAudit, describeDecisions, entityTypesOf } from '@ai-collective/platform/testing';
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

const open = () =>
  Promise.resolve({
    url: storage.url,
    community,
    passport: (claims: Parameters<typeof storage.gateway.passport>[0]) => storage.gateway.passport(claims),
    database: storage.database,
  });

/** The CID of new content of the community. */
async function stored(): Promise<string> {
  const response = await storage.upload(content(10), { community });
  const { cid } = (await response.json()) as { cid: string };
  return cid;
}

describeDecisions({
  sdl,
  open,
  forAnybody: {},
  forWhoeverSignedIn: {},
  fieldsOfObjects: Object.fromEntries(fields.map((field) => [`Blob.${field}`, fieldOfUnknown(field)])),
});

describe('a blob that another subgraph refers to', () => {
  it('is the one type that can be referred to', () => {
    expect(entityTypesOf(sdl)).toEqual(['Blob']);
  });

  it('is found by its own community alone', async () => {
    const cid = await stored();
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

describeAudit({
  sdl,
  open,
  by: () => ({ roles: ['OWNER'] }),
  examples: {
    createUpload: () => ({ variables: { input: { bytes: 10 } } }),
    deleteBlob: async () => ({ variables: { cid: await stored() } }),
  },
});
