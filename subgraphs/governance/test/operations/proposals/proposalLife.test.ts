import { policyBundleSchema, topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../src/operations/loadPolicy.js';
import { advanceProposal } from '../../../src/operations/proposals/advanceProposal.js';
import { cancelProposal } from '../../../src/operations/proposals/cancelProposal.js';
import { createProposal } from '../../../src/operations/proposals/createProposal.js';
import { getProposal } from '../../../src/operations/proposals/getProposal.js';
import { listProposals } from '../../../src/operations/proposals/listProposals.js';
import { advanceDue } from '../../../src/operations/proposals/startClerk.js';
import { submitProposal } from '../../../src/operations/proposals/submitProposal.js';
import { setPolicyParameters } from '../../../src/operations/setPolicyParameters.js';
import { silentLogger } from '../../startTestGovernance.js';
import { minute, TestVotes } from './TestVotes.js';

const changes = [{ type: 'SET_PARAMETER', name: 'jobs.maxItems', value: 7 }];
const people = ['per_a', 'per_b', 'per_c', 'per_d', 'per_e'];

let votes: TestVotes;

beforeAll(async () => {
  votes = await TestVotes.open();
});

afterAll(() => votes.close());

beforeEach(() => votes.begin(people));

const vote = (id: string, member: string, choice: string) => votes.cast(id, member, { choice });

describe('a proposal that members vote for', () => {
  it('goes from a draft to the policy that every service is told of', async () => {
    const draft = await createProposal(votes.services, votes.as('per_a'), { title: 'Fewer items', changes });
    expect(draft).toMatchObject({ state: 'DRAFT', proposal: { number: 1 } });
    const { id } = draft.proposal;
    expect(await submitProposal(votes.services, votes.as('per_a'), id)).toMatchObject({ state: 'ACTIVE' });
    expect(await vote(id, 'per_a', 'FOR')).toMatchObject({ place: 1 });
    expect(await vote(id, 'per_b', 'FOR')).toMatchObject({ place: 2 });
    await vote(id, 'per_c', 'AGAINST');
    expect(await votes.standing(id)).toMatchObject({
      state: 'ACTIVE',
      tally: { for: 2, against: 1, abstain: 0 },
    });
    votes.pass(4_320);
    expect(await votes.standing(id)).toMatchObject({
      state: 'QUEUED',
      eta: votes.governance.clock.now + 60 * minute,
    });
    await votes.advance(id);
    expect(await votes.standing(id)).toMatchObject({ state: 'QUEUED' });
    votes.pass(60);
    await votes.advance(id);
    expect(await votes.standing(id)).toMatchObject({ state: 'EXECUTED', proposal: { executedVersion: 1 } });
    expect(await loadPolicy(votes.services, votes.as('per_a'))).toMatchObject({
      version: 1,
      parameters: { 'jobs.maxItems': 7 },
      row: { proposalId: id },
    });
    const bundles = (await votes.governance.outbox(topics.policies)).filter(
      ({ key }) => key === votes.community,
    );
    expect(bundles.map(({ value }) => policyBundleSchema.parse(value).parameters['jobs.maxItems'])).toEqual([
      7,
    ]);
    const audited = (await votes.governance.audited()).filter(
      ({ communityId }) => communityId === votes.community,
    );
    expect(audited.map(({ action }) => action)).toEqual([
      'proposals:create',
      'proposals:submit',
      'proposals:start',
      'proposals:vote',
      'proposals:vote',
      'proposals:vote',
      'proposals:close',
      'proposals:execute',
    ]);
  });

  it('takes effect once, however many replicas have it do so at once', async () => {
    const id = await votes.open({ changes: [{ type: 'SET_PARAMETER', name: 'jobs.maxItems', value: 8 }] });
    for (const member of people) await vote(id, member, 'FOR');
    votes.pass(5_000);
    const replicas = Array.from({ length: 6 }, () => votes.governance.replica());
    await Promise.all(
      replicas.map((services) => advanceProposal(services, { community: votes.community, id })),
    );
    expect((await loadPolicy(votes.services, votes.as('per_a'))).version).toBe(1);
    const executed = (await votes.governance.audited()).filter(
      ({ communityId, action }) => communityId === votes.community && action === 'proposals:execute',
    );
    expect(executed).toHaveLength(1);
  });

  it('fails when the policy was changed meanwhile, and leaves it as it is', async () => {
    const id = await votes.open({ changes: [{ type: 'SET_PARAMETER', name: 'jobs.maxItems', value: 8 }] });
    for (const member of people) await vote(id, member, 'FOR');
    await setPolicyParameters(votes.services, votes.as('per_a', ['OWNER']), {
      baseVersion: 0,
      changes: [{ name: 'jobs.maxItems', value: 3 }],
    });
    votes.pass(5_000);
    await votes.advance(id);
    expect(await votes.standing(id)).toMatchObject({
      state: 'EXECUTION_FAILED',
      proposal: { failure: { code: 'STALE_BASE' } },
    });
    expect(await loadPolicy(votes.services, votes.as('per_a'))).toMatchObject({
      version: 1,
      parameters: { 'jobs.maxItems': 3 },
    });
  });

  it('expires when nothing had it take effect in time', async () => {
    const id = await votes.open({ changes });
    for (const member of people) await vote(id, member, 'FOR');
    votes.pass(1);
    expect(await votes.standing(id)).toMatchObject({ state: 'QUEUED' });
    votes.pass(60 + 14 * 24 * 60);
    expect(await votes.advance(id)).toMatchObject({ state: 'EXPIRED', proposal: { executedAt: null } });
    expect((await loadPolicy(votes.services, votes.as('per_a'))).version).toBe(0);
  });

  it('waits for its vote as long as the policy says, by the terms of when it was submitted', async () => {
    const to = (baseVersion: number, delay: number) =>
      setPolicyParameters(votes.services, votes.as('per_a', ['OWNER']), {
        baseVersion,
        changes: [{ name: 'voting.delayMinutes', value: delay }],
      });
    await to(0, 30);
    const id = await votes.open();
    await to(1, 0);
    expect(await votes.standing(id)).toMatchObject({ state: 'PENDING', proposal: { roll: null } });
    votes.pass(30);
    await votes.governance.join(votes.community, ['per_new']);
    await vote(id, 'per_new', 'FOR');
    expect(await votes.standing(id)).toMatchObject({ state: 'ACTIVE', proposal: { roll: { size: 6 } } });
  });

  it('is found by the clerk whenever something of it is due, and by nobody before', async () => {
    const id = await votes.open({ changes });
    const due = async () => {
      await advanceDue(votes.services, silentLogger);
      const { proposal, state } = await votes.standing(id);
      return [proposal.roll !== null, proposal.result !== null, state];
    };
    expect(await due()).toEqual([true, false, 'ACTIVE']);
    for (const member of people.slice(0, 3)) await vote(id, member, 'FOR');
    expect(await due()).toEqual([true, false, 'ACTIVE']);
    votes.pass(1);
    expect(await due()).toEqual([true, true, 'QUEUED']);
    votes.pass(60);
    expect(await due()).toEqual([true, true, 'EXECUTED']);
    expect(await due()).toEqual([true, true, 'EXECUTED']);
  });

  it('is the only way to change the policy where the community wants that', async () => {
    const direct = (baseVersion: number, name: string, value: number) =>
      setPolicyParameters(votes.services, votes.as('per_a', ['OWNER']), {
        baseVersion,
        changes: [{ name, value }],
      });
    await direct(0, 'voting.required', 1);
    await expect(direct(1, 'jobs.maxItems', 5)).rejects.toMatchObject({ code: 'VOTE_REQUIRED' });
    await expect(direct(1, 'voting.required', 0)).rejects.toMatchObject({ code: 'VOTE_REQUIRED' });
    const id = await votes.open({ changes });
    for (const member of people.slice(0, 3)) await vote(id, member, 'FOR');
    votes.pass(61);
    expect(await votes.advance(id)).toMatchObject({ state: 'EXECUTED' });
  });

  it('changes nothing that cannot be: neither written, nor submitted, nor taking effect', async () => {
    const denied = { changes: [{ type: 'DENY_MODEL', modelId: 'mdl_1' }] };
    await expect(
      votes.draft({ changes: [{ type: 'SET_CEDAR_POLICY', id: 'x', text: 'permit (nobody);' }] }),
    ).rejects.toMatchObject({ code: 'POLICY_INVALID' });
    await expect(votes.draft({ changes: [{ type: 'ALLOW_MODEL', modelId: 'mdl_1' }] })).rejects.toMatchObject(
      { code: 'MODEL_NOT_DENIED' },
    );
    const id = await votes.open(denied);
    for (const member of people.slice(0, 3)) await vote(id, member, 'FOR');
    votes.pass(61);
    await votes.advance(id);
    expect((await loadPolicy(votes.services, votes.as('per_a'))).policies).toMatchObject([
      { id: 'deny-mdl-1', proposalId: id },
    ]);
  });

  it('is its author’s to submit, once, and to take back until it can be voted on', async () => {
    const id = await votes.draft();
    const { services } = votes;
    await expect(submitProposal(services, votes.as('per_b'), id)).rejects.toMatchObject({
      code: 'NOT_AUTHOR',
    });
    await submitProposal(services, votes.as('per_a'), id);
    await expect(submitProposal(services, votes.as('per_a'), id)).rejects.toMatchObject({
      code: 'PROPOSAL_STATE',
    });
    await expect(cancelProposal(services, votes.as('per_a'), id)).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await cancelProposal(services, votes.as('per_b', ['ADMIN']), id)).toMatchObject({
      state: 'CANCELED',
    });
    const other = await votes.draft();
    expect(await cancelProposal(services, votes.as('per_a'), other)).toMatchObject({ state: 'CANCELED' });
    await expect(submitProposal(services, votes.as('per_a'), other)).rejects.toMatchObject({
      code: 'PROPOSAL_STATE',
    });
  });

  it('is shown to its author alone while it is a draft, and is one of twenty at most', async () => {
    const id = await votes.draft();
    expect(await getProposal(votes.services, votes.as('per_b'), { id })).toBeNull();
    const page = { first: null, after: null, needsMyVote: false };
    expect((await listProposals(votes.services, votes.as('per_b'), page)).rows).toEqual([]);
    expect((await listProposals(votes.services, votes.as('per_a'), page)).rows).toHaveLength(1);
    for (let more = 1; more < 20; more += 1) await votes.draft();
    await expect(votes.draft()).rejects.toMatchObject({ code: 'TOO_MANY_PROPOSALS' });
  });

  it('is among those that need somebody’s vote, until they have voted', async () => {
    const id = await votes.open();
    await votes.advance(id);
    const wanted = async (member: string) => {
      const page = { first: null, after: null, needsMyVote: true };
      const { rows } = await listProposals(votes.services, votes.as(member), page);
      return rows.map(({ proposal }) => proposal.id);
    };
    expect(await wanted('per_b')).toEqual([id]);
    await vote(id, 'per_b', 'FOR');
    expect(await wanted('per_b')).toEqual([]);
    expect(await wanted('per_new')).toEqual([]);
    votes.pass(4_320);
    expect(await wanted('per_c')).toEqual([]);
  });
});
