import { readFileSync } from 'node:fs';
import { describeAudit, describeDecisions, entityTypesOf } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveTestGovernance, type TestGovernanceServer } from './startTestGovernance.js';

const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
const policyOf = (community: string) =>
  `{ _entities(representations: [{ __typename: "Community", id: "${community}" }]) {
    ... on Community { policy { version } }
  } }`;

let governance: TestGovernanceServer;

beforeAll(async () => {
  governance = await serveTestGovernance();
});

afterAll(() => governance.close());

const open = () =>
  Promise.resolve({
    url: governance.http.url,
    community: 'com_one',
    passport: (claims: Parameters<typeof governance.gateway.sign>[0]) => governance.gateway.sign(claims),
    database: governance.database,
  });

describeDecisions({
  sdl,
  open,
  forAnybody: {},
  forWhoeverSignedIn: {},
  fieldsOfObjects: { 'Community.policy': policyOf('com_one') },
});

describe('a community that another subgraph refers to', () => {
  it('is the one type that can be referred to', () => {
    expect(entityTypesOf(sdl)).toEqual(['Community']);
  });

  it('shows nothing to other communities, nor to those who have not signed in', async () => {
    const nothing = { data: { _entities: [{ policy: null }] } };
    expect(await governance.ask(policyOf('com_one'), { community: 'com_two', roles: ['OWNER'] })).toEqual(
      nothing,
    );
    expect(
      await governance.ask(policyOf('com_one'), { kind: 'ANONYMOUS', sub: '', community: '', roles: [] }),
    ).toEqual(nothing);
  });
});

describeAudit({
  sdl,
  open,
  by: () => ({ roles: ['OWNER'] }),
  examples: {
    setPolicyParameters: () => ({
      variables: { input: { baseVersion: 0, changes: [{ name: 'jobs.maxItems', value: 7 }] } },
    }),
  },
});
