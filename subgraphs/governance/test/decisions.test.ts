import { readFileSync } from 'node:fs';
import { describeAudit, describeDecisions, entityTypesOf } from '@ai-collective/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { delegateVote } from '../src/operations/delegations/delegateVote.js';
import { createProposal } from '../src/operations/proposals/createProposal.js';
import { submitProposal } from '../src/operations/proposals/submitProposal.js';
import { callerOf, serveTestGovernance, type TestGovernanceServer } from './startTestGovernance.js';

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

const alice = callerOf();

/** A draft of Alice's, who may vote. */
async function draft(): Promise<string> {
  await governance.join('com_one', ['per_alice'], ['OWNER']);
  return (await createProposal(governance.services, alice, { title: 'Shall we?' })).proposal.id;
}

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
  by: () => ({ roles: ['OWNER'], sub: 'per_alice' }),
  examples: {
    setPolicyParameters: () => ({
      variables: { input: { baseVersion: 0, changes: [{ name: 'jobs.maxItems', value: 7 }] } },
    }),
    createProposal: () => ({ variables: { input: { title: 'Shall we?' } } }),
    submitProposal: async () => ({ variables: { id: await draft() } }),
    cancelProposal: async () => ({ variables: { id: await draft() } }),
    castBallot: async () => {
      const id = await draft();
      await submitProposal(governance.services, alice, id);
      return { variables: { input: { proposalId: id, position: 'FOR' } } };
    },
    delegateVote: async () => {
      await governance.join('com_one', ['per_bob']);
      return { variables: { to: 'per_bob' } };
    },
    endDelegation: async () => {
      await governance.join('com_one', ['per_bob']);
      await delegateVote(governance.services, alice, { to: 'per_bob', scope: { type: 'COMMUNITY' } });
      return { variables: {} };
    },
  },
});
