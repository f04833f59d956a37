import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { advanceProposal } from '../../src/operations/proposals/advanceProposal.js';
import { serveTestGovernance, testTime, type TestGovernanceServer } from '../startTestGovernance.js';

let governance: TestGovernanceServer;
let community: string;
let communities = 0;

beforeAll(async () => {
  governance = await serveTestGovernance();
});

afterAll(() => governance.close());

beforeEach(async () => {
  communities += 1;
  community = `com_votes_${communities}`;
  governance.clock.now = testTime.getTime();
  await governance.join(community, ['per_a', 'per_b', 'per_c']);
});

const ask = async (sub: string, query: string, variables: Readonly<Record<string, unknown>> = {}) => {
  const answer = await governance.ask(query, { community, sub, roles: ['MEMBER'] }, variables);
  const [error] = answer.errors ?? [];
  return error === undefined ? (answer.data ?? {}) : { code: error.extensions.code };
};

const create = 'mutation ($input: CreateProposalInput!) { createProposal(input: $input) { id state } }';
const submit = 'mutation ($id: ID!) { submitProposal(id: $id) { state turnout { members } } }';
const cast = 'mutation ($input: CastBallotInput!) { castBallot(input: $input) { place hash castAt } }';

/** A proposal of Ada's that can be voted on. */
async function open(input: object): Promise<string> {
  const answer = (await ask('per_a', create, { input: { title: 'A question', ...input } })) as {
    createProposal: { id: string };
  };
  const { id } = answer.createProposal;
  await ask('per_a', submit, { id });
  await advanceProposal(governance.services, { community, id });
  return id;
}

describe('proposals over GraphQL', () => {
  it('tell what they change, in words', async () => {
    const id = await open({
      changes: [{ setParameter: { name: 'jobs.maxItems', value: 7 } }, { denyModel: 'mdl_1' }],
      topics: ['models'],
    });
    expect(
      await ask(
        'per_b',
        'query ($id: ID!) { proposal(id: $id) { number topics changes { type summary json } } }',
        { id },
      ),
    ).toEqual({
      proposal: {
        number: 1,
        topics: ['models'],
        changes: [
          {
            type: 'SET_PARAMETER',
            summary: 'Sets jobs.maxItems from 100000 to 7: most items one job may have.',
            json: '{"type":"SET_PARAMETER","name":"jobs.maxItems","value":7}',
          },
          {
            type: 'DENY_MODEL',
            summary: 'Has nobody run the model mdl_1.',
            json: '{"type":"DENY_MODEL","modelId":"mdl_1"}',
          },
        ],
      },
    });
  });

  it.each([[{}], [{ denyModel: 'mdl_1', allowModel: 'mdl_1' }], [{ setResidency: null }]])(
    'refuse a change that is not exactly one: %j',
    async (change) => {
      expect(await ask('per_a', create, { input: { title: 'x', changes: [change] } })).toEqual({
        code: 'CHANGE_INVALID',
      });
    },
  );

  it.each([
    [{ setResidency: ['DE'] }, 'SET_RESIDENCY'],
    [{ setPriceSplit: { owner: 1, publisher: 2, community: 3 } }, 'SET_PRICE_SPLIT'],
    [
      {
        setAccessPolicy: { id: 'x', text: 'forbid (principal, action == Action::"jobs:submit", resource);' },
      },
      'SET_CEDAR_POLICY',
    ],
  ])('take %j', async (change, type) => {
    const id = await open({ changes: [change] });
    expect(await ask('per_a', 'query ($id: ID!) { proposal(id: $id) { changes { type } } }', { id })).toEqual(
      {
        proposal: { changes: [{ type }] },
      },
    );
  });

  it('are found by number, and nothing is found by both or neither', async () => {
    await open({});
    expect(await ask('per_b', '{ proposal(number: 1) { title } }')).toEqual({
      proposal: { title: 'A question' },
    });
    expect(await ask('per_b', '{ proposal(number: 2) { title } }')).toEqual({ proposal: null });
    expect(await ask('per_b', '{ proposal { title } }')).toEqual({ code: 'PROPOSAL_INVALID' });
    expect(await ask('per_b', '{ proposal(id: "x", number: 1) { title } }')).toEqual({
      code: 'PROPOSAL_INVALID',
    });
  });

  it('show one’s own vote with its receipt, and everybody’s ballots', async () => {
    const id = await open({});
    const { castBallot } = (await ask('per_b', cast, {
      input: { proposalId: id, position: 'FOR', reason: 'Because.' },
    })) as { castBallot: { place: number; hash: string } };
    const query = `query ($id: ID!) { proposal(id: $id) {
      state tally { for against abstain } turnout { ballots members quorum towardsQuorum }
      myVote { weight ballot { place hash json weight } carriedBy unrepresented rollPlace }
      ballots { edges { node { place member json hash } } pageInfo { hasNextPage } }
    } }`;
    const json = '{"choice":"FOR","reason":"Because."}';
    const { place, hash } = castBallot;
    expect(await ask('per_b', query, { id })).toEqual({
      proposal: {
        state: 'ACTIVE',
        tally: { for: 1, against: 0, abstain: 0 },
        turnout: { ballots: 1, members: 3, quorum: 1, towardsQuorum: 1 },
        myVote: {
          ...{ weight: 1, carriedBy: null, unrepresented: null, rollPlace: 1 },
          ballot: { place, hash, json, weight: 1 },
        },
        ballots: {
          edges: [{ node: { place, member: 'per_b', json, hash } }],
          pageInfo: { hasNextPage: false },
        },
      },
    });
  });

  it.each([
    ['APPROVAL', { approvals: ['x'] }],
    ['WEIGHTED', { weights: [{ option: 'x', value: 2 }] }],
    ['SCORE', { scores: [{ option: 'x', value: 9 }] }],
    ['SINGLE_CHOICE', { choice: 'x' }],
    ['COPELAND', { ranking: ['x', 'y'] }],
    ['INSTANT_RUNOFF', { ranking: ['x'] }],
  ])('of the method %s take %j, and have a winner when all have voted', async (method, said) => {
    const id = await open({ method, options: ['x', 'y'] });
    for (const member of ['per_a', 'per_b', 'per_c'])
      expect(await ask(member, cast, { input: { proposalId: id, ...said } })).toHaveProperty('castBallot');
    governance.clock.now += 1;
    await advanceProposal(governance.services, { community, id });
    const query =
      'query ($id: ID!) { proposal(id: $id) { state winner optionTallies { option } seed ballotHead } }';
    expect(await ask('per_a', query, { id })).toMatchObject({
      proposal: {
        ...{ state: 'EXECUTED', winner: 'x', optionTallies: [{ option: 'x' }, { option: 'y' }] },
        seed: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    });
  });

  it.each([
    [
      {
        weights: [
          { option: 'x', value: 1 },
          { option: 'x', value: 2 },
        ],
      },
    ],
    [{ reason: 'x'.repeat(2_001), choice: 'x' }],
    [{ reason: '\0', choice: 'x' }],
  ])('refuse %j', async (said) => {
    const id = await open({ method: 'WEIGHTED', options: ['x', 'y'] });
    expect(await ask('per_a', cast, { input: { proposalId: id, ...said } })).toEqual({
      code: 'BALLOT_INVALID',
    });
  });
});

describe('delegations over GraphQL', () => {
  const give = `mutation ($to: ID!, $scope: DelegationScopeInput) {
    delegateVote(to: $to, scope: $scope) { from to proposalId topic }
  }`;
  const end = 'mutation ($scope: DelegationScopeInput) { endDelegation(scope: $scope) }';
  const mine = '{ myDelegations { given { to topic } received { from topic } } }';

  it('are given for everything, a topic or a proposal, and ended one by one', async () => {
    const id = await open({ topics: ['models'] });
    for (const scope of [null, { topic: 'models' }, { proposalId: id }])
      expect(await ask('per_a', give, { to: 'per_b', scope })).toMatchObject({
        delegateVote: { from: 'per_a', to: 'per_b' },
      });
    await ask('per_a', give, { to: 'per_c', scope: { topic: 'models' } });
    expect(await ask('per_a', mine)).toMatchObject({
      myDelegations: {
        given: [{ to: 'per_b' }, { to: 'per_b' }, { to: 'per_c', topic: 'models' }],
        received: [],
      },
    });
    expect(await ask('per_c', mine)).toEqual({
      myDelegations: { given: [], received: [{ from: 'per_a', topic: 'models' }] },
    });
    expect(await ask('per_a', end, { scope: { topic: 'models' } })).toEqual({ endDelegation: 'per_c' });
    expect(await ask('per_a', end, { scope: { topic: 'models' } })).toEqual({ endDelegation: null });
    governance.clock.now += 366 * 24 * 60 * 60_000;
    expect(await ask('per_a', mine)).toEqual({ myDelegations: { given: [], received: [] } });
  });

  it.each([
    ['per_a', null, 'DELEGATE_INVALID'],
    ['per_x', null, 'DELEGATE_INVALID'],
    ['per_b', { topic: 'Not a topic' }, 'TOPIC_INVALID'],
    ['per_b', { topic: 'a', proposalId: 'b' }, 'SCOPE_INVALID'],
    ['per_b', { proposalId: 'prp_none' }, 'PROPOSAL_NOT_FOUND'],
  ])('to %s for %j are refused: %s', async (to, scope, code) => {
    expect(await ask('per_a', give, { to, scope })).toEqual({ code });
  });

  it('are fifty at most', async () => {
    for (let number = 0; number < 50; number += 1)
      await ask('per_a', give, { to: 'per_b', scope: { topic: `topic-${number}` } });
    expect(await ask('per_a', give, { to: 'per_b', scope: { topic: 'one-more' } })).toEqual({
      code: 'TOO_MANY_DELEGATIONS',
    });
    expect(await ask('per_a', give, { to: 'per_c', scope: { topic: 'topic-7' } })).toHaveProperty(
      'delegateVote',
    );
  });

  it('count in a vote that starts later, for whoever does not vote', async () => {
    await ask('per_c', give, { to: 'per_b' });
    const id = await open({});
    const query = 'query ($id: ID!) { proposal(id: $id) { myVote { carriedBy unrepresented } } }';
    expect(await ask('per_c', query, { id })).toEqual({
      proposal: { myVote: { carriedBy: null, unrepresented: 'DEAD_END' } },
    });
    await ask('per_b', cast, { input: { proposalId: id, position: 'AGAINST' } });
    expect(await ask('per_c', query, { id })).toEqual({
      proposal: { myVote: { carriedBy: 'per_b', unrepresented: null } },
    });
  });
});
