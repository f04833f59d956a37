import { policyBundleSchema, topics } from '@ai-collective/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../src/operations/loadPolicy.js';
import { advanceProposal } from '../../../src/operations/proposals/advanceProposal.js';
import { BallotBox } from '../../../src/operations/proposals/BallotBox.js';
import { castBallot } from '../../../src/operations/proposals/castBallot.js';
import { createProposal } from '../../../src/operations/proposals/createProposal.js';
import { getProposal } from '../../../src/operations/proposals/getProposal.js';
import { submitProposal } from '../../../src/operations/proposals/submitProposal.js';
import { setPolicyParameters } from '../../../src/operations/setPolicyParameters.js';
import { callerOf, openTestGovernance, testTime, type TestGovernance } from '../../startTestGovernance.js';

const minute = 60_000;
const people = ['per_a', 'per_b', 'per_c', 'per_d', 'per_e'];

let governance: TestGovernance;
let community: string;
let communities = 0;

beforeAll(async () => {
  governance = await openTestGovernance();
});

afterAll(() => governance.close());

beforeEach(async () => {
  communities += 1;
  community = `com_${communities}`;
  governance.clock.now = testTime.getTime();
  await governance.join(community, people);
});

const as = (sub: string) => callerOf({ community, sub, roles: ['MEMBER'] });

async function submitted(input: object): Promise<string> {
  const { proposal } = await createProposal(governance.services, as('per_a'), {
    title: 'A change',
    ...input,
  });
  await submitProposal(governance.services, as('per_a'), proposal.id);
  return proposal.id;
}

const vote = (proposalId: string, member: string, choice: string) => {
  const services = { ...governance.services, ballots: new BallotBox(governance.services) };
  return castBallot(services, as(member), { proposalId, ballot: { choice } });
};

const standing = async (id: string) => {
  const found = await getProposal(governance.services, as('per_a'), { id });
  if (found === null) throw new Error('there is no such proposal');
  return found;
};

describe('a proposal that members vote for', () => {
  it('goes from a draft to the policy that every service is told of', async () => {
    const changes = [{ type: 'SET_PARAMETER', name: 'jobs.maxItems', value: 7 }];
    const draft = await createProposal(governance.services, as('per_a'), { title: 'Fewer items', changes });
    expect(draft).toMatchObject({ state: 'DRAFT', proposal: { number: 1 } });
    const { id } = draft.proposal;
    expect(await submitProposal(governance.services, as('per_a'), id)).toMatchObject({ state: 'ACTIVE' });
    expect(await vote(id, 'per_a', 'FOR')).toMatchObject({ place: 1 });
    expect(await vote(id, 'per_b', 'FOR')).toMatchObject({ place: 2 });
    await vote(id, 'per_c', 'AGAINST');
    expect(await standing(id)).toMatchObject({ state: 'ACTIVE', tally: { for: 2, against: 1, abstain: 0 } });
    governance.clock.now += 4_320 * minute;
    expect(await standing(id)).toMatchObject({ state: 'QUEUED', eta: governance.clock.now + 60 * minute });
    await advanceProposal(governance.services, { community, id });
    expect(await standing(id)).toMatchObject({ state: 'QUEUED' });
    governance.clock.now += 60 * minute;
    await advanceProposal(governance.services, { community, id });
    expect(await standing(id)).toMatchObject({ state: 'EXECUTED', proposal: { executedVersion: 1 } });
    expect(await loadPolicy(governance.services, as('per_a'))).toMatchObject({
      version: 1,
      parameters: { 'jobs.maxItems': 7 },
      row: { proposalId: id },
    });
    const bundles = (await governance.outbox(topics.policies)).filter(({ key }) => key === community);
    expect(bundles.map(({ value }) => policyBundleSchema.parse(value).parameters['jobs.maxItems'])).toEqual([
      7,
    ]);
    const audited = (await governance.audited()).filter(({ communityId }) => communityId === community);
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
    const id = await submitted({ changes: [{ type: 'SET_PARAMETER', name: 'jobs.maxItems', value: 8 }] });
    for (const member of people) await vote(id, member, 'FOR');
    governance.clock.now += 5_000 * minute;
    const replicas = Array.from({ length: 6 }, () => governance.replica());
    await Promise.all(replicas.map((services) => advanceProposal(services, { community, id })));
    expect((await loadPolicy(governance.services, as('per_a'))).version).toBe(1);
    const executed = (await governance.audited()).filter(
      ({ communityId, action }) => communityId === community && action === 'proposals:execute',
    );
    expect(executed).toHaveLength(1);
  });

  it('fails when the policy was changed meanwhile, and leaves it as it is', async () => {
    const id = await submitted({ changes: [{ type: 'SET_PARAMETER', name: 'jobs.maxItems', value: 8 }] });
    for (const member of people) await vote(id, member, 'FOR');
    await setPolicyParameters(governance.services, callerOf({ community }), {
      baseVersion: 0,
      changes: [{ name: 'jobs.maxItems', value: 3 }],
    });
    governance.clock.now += 5_000 * minute;
    await advanceProposal(governance.services, { community, id });
    expect(await standing(id)).toMatchObject({
      state: 'EXECUTION_FAILED',
      proposal: { failure: { code: 'STALE_BASE' } },
    });
    expect(await loadPolicy(governance.services, as('per_a'))).toMatchObject({
      version: 1,
      parameters: { 'jobs.maxItems': 3 },
    });
  });
});
