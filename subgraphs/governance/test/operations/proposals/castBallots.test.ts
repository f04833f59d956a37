import { chainOf } from '@ai-collective/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { contentOf, type CastBallot } from '../../../src/entities/Ballot.js';
import { delegateVote } from '../../../src/operations/delegations/delegateVote.js';
import { keepMembersOf } from '../../../src/operations/keepMembersOf.js';
import { BallotBox } from '../../../src/operations/proposals/BallotBox.js';
import { cancelProposal } from '../../../src/operations/proposals/cancelProposal.js';
import { castBallot } from '../../../src/operations/proposals/castBallot.js';
import { castBallots } from '../../../src/operations/proposals/castBallots.js';
import { listBallots } from '../../../src/operations/proposals/listBallots.js';
import { ownVote } from '../../../src/operations/proposals/ownVote.js';
import { submitProposal } from '../../../src/operations/proposals/submitProposal.js';
import { toProposal } from '../../../src/resolvers/toProposal.js';
import { callerOf } from '../../startTestGovernance.js';
import { minute, TestVotes } from './TestVotes.js';

const people = ['per_a', 'per_b', 'per_c', 'per_d', 'per_e'];

let votes: TestVotes;

beforeAll(async () => {
  votes = await TestVotes.open();
});

afterAll(() => votes.close());

beforeEach(() => votes.begin(people));

afterEach(() => {
  vi.useRealTimers();
});

/** Identity says that somebody is a member no more. */
const removed = (personId: string) =>
  keepMembersOf(votes.services.database, [
    { membershipId: `mem_${personId}`, communityId: votes.community, personId, roles: [], version: 2 },
  ]);

/** A ballot as its chain has it. */
const bare = ({ member, ballot, castAt }: CastBallot) => contentOf({ member, ballot, castAt });

const codeOf = async (attempt: Promise<unknown>) => {
  try {
    await attempt;
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return 'none';
};

describe('a ballot', () => {
  it('is cast once', async () => {
    const id = await votes.open();
    await votes.cast(id, 'per_a', { choice: 'FOR' });
    expect(await codeOf(votes.cast(id, 'per_a', { choice: 'AGAINST' }))).toBe('ALREADY_VOTED');
    expect((await votes.standing(id)).tally).toEqual({ for: 1, against: 0, abstain: 0 });
  });

  it('is cast once, though the same person casts several at the same moment on several replicas', async () => {
    const id = await votes.open();
    const replicas = Array.from({ length: 5 }, () => votes.governance.replica());
    const codes = await Promise.all(
      replicas.flatMap((services) =>
        ['FOR', 'AGAINST'].map((choice) => codeOf(votes.cast(id, 'per_a', { choice }, services))),
      ),
    );
    expect(codes.filter((code) => code === 'none')).toHaveLength(1);
    expect(codes.filter((code) => code === 'ALREADY_VOTED')).toHaveLength(9);
    expect((await votes.standing(id)).ballots).toBe(1);
  });

  it('is not taken before the vote starts, nor from its end on', async () => {
    const id = await votes.draft();
    expect(await codeOf(votes.cast(id, 'per_a', { choice: 'FOR' }))).toBe('VOTE_NOT_OPEN');
    await submitProposal(votes.services, votes.as('per_a'), id);
    votes.pass(4_320);
    expect(await codeOf(votes.cast(id, 'per_a', { choice: 'FOR' }))).toBe('VOTE_NOT_OPEN');
    votes.governance.clock.now -= 1;
    expect(await codeOf(votes.cast(id, 'per_a', { choice: 'FOR' }))).toBe('none');
  });

  it('is not taken on what was canceled, or does not exist here', async () => {
    const id = await votes.open();
    await cancelProposal(votes.services, votes.as('per_b', ['ADMIN']), id);
    expect(await codeOf(votes.cast(id, 'per_a', { choice: 'FOR' }))).toBe('VOTE_NOT_OPEN');
    expect(await codeOf(votes.cast('prp_none', 'per_a', { choice: 'FOR' }))).toBe('PROPOSAL_NOT_FOUND');
    const elsewhere = await votes.open();
    await votes.begin(people);
    expect(await codeOf(votes.cast(elsewhere, 'per_a', { choice: 'FOR' }))).toBe('PROPOSAL_NOT_FOUND');
  });

  it('is for those who were members when the vote started', async () => {
    const early = await votes.open();
    await votes.cast(early, 'per_a', { choice: 'FOR' });
    await removed('per_b');
    await votes.governance.join(votes.community, ['per_new']);
    await votes.governance.join(votes.community, ['per_guest'], ['GUEST']);
    expect(await codeOf(votes.cast(early, 'per_new', { choice: 'FOR' }))).toBe('NOT_ON_ROLL');
    const late = await votes.open();
    expect(await codeOf(votes.cast(late, 'per_b', { choice: 'FOR' }))).toBe('NOT_ON_ROLL');
    expect(await codeOf(votes.cast(late, 'per_new', { choice: 'FOR' }))).toBe('none');
    expect((await votes.standing(late)).proposal.roll?.size).toBe(5);
  });

  it('is for people, who may vote', async () => {
    const id = await votes.open();
    const place = { proposalId: id, ballot: { choice: 'FOR' } };
    const services = { ...votes.services, ballots: new BallotBox(votes.services) };
    const key = callerOf({ community: votes.community, sub: 'key_1', kind: 'SERVICE', roles: ['OWNER'] });
    expect(await codeOf(castBallot(services, key, place))).toBe('VOTER_MUST_BE_PERSON');
    expect(await codeOf(castBallot(services, votes.as('per_a', ['AUDITOR']), place))).toBe('FORBIDDEN');
  });

  it.each([
    ['for-against', { choice: 'MAYBE' }, 'OPTION_UNKNOWN'],
    ['for-against', {}, 'BALLOT_MALFORMED'],
    ['approval', { approvals: ['x', 'x'] }, 'OPTION_REPEATED'],
    ['instant-runoff', { ranking: ['x', 'y', 'x'] }, 'OPTION_REPEATED'],
    ['copeland', { ranking: ['z'] }, 'OPTION_UNKNOWN'],
    ['weighted', { weights: { x: NaN } }, 'SHARE_INVALID'],
    ['weighted', { weights: { x: -1 } }, 'SHARE_INVALID'],
    ['score', { scores: { x: 11 } }, 'SCORE_INVALID'],
    ['single-choice', { approvals: ['x'] }, 'BALLOT_MALFORMED'],
  ] as const)('of %s that says %j is refused: %s', async (method, ballot, reason) => {
    const options = method === 'for-against' ? [] : ['x', 'y'];
    const id = await votes.open({ method, options });
    await expect(votes.cast(id, 'per_a', ballot)).rejects.toMatchObject({
      code: 'BALLOT_INVALID',
      options: { details: { reason } },
    });
    expect((await votes.standing(id)).ballots).toBe(0);
  });

  it('is in a chain that begins with the roll, which its receipt is of', async () => {
    const id = await votes.open();
    const receipts = [];
    for (const member of people.slice(0, 3))
      receipts.push(await votes.cast(id, member, { choice: 'ABSTAIN' }));
    const standing = await votes.standing(id);
    const { rows } = await listBallots(votes.services, votes.as('per_e'), {
      standing,
      first: null,
      after: null,
    });
    const roll = Buffer.from(standing.proposal.roll?.hash ?? '', 'hex');
    const chain = chainOf(roll, rows.map(bare));
    expect(chain.receipts).toEqual(receipts.map(({ place, hash }) => ({ place, hash })));
    const foreign = rows.map((row) => bare({ ...row, ballot: { choice: 'FOR' } }));
    expect(chainOf(roll, foreign).receipts[0]).not.toEqual(chain.receipts[0]);
  });

  it('is shown to its voter with what it weighs, and is nobody else’s', async () => {
    await delegateVote(votes.services, votes.as('per_a'), { to: 'per_b', scope: { type: 'COMMUNITY' } });
    const id = await votes.open();
    const { proposal } = await votes.standing(id);
    expect(await ownVote(votes.services, votes.as('per_a'), proposal)).toMatchObject({
      ballot: null,
      course: { type: 'UNREPRESENTED', reason: 'DEAD_END' },
    });
    const cast = await votes.cast(id, 'per_b', { choice: 'FOR' });
    expect(await ownVote(votes.services, votes.as('per_a'), proposal)).toMatchObject({
      ballot: null,
      receipt: null,
      course: { type: 'CARRIED', by: 'per_b' },
    });
    expect(await ownVote(votes.services, votes.as('per_b'), proposal)).toMatchObject({
      receipt: { place: 1, hash: cast.hash },
      // 5 percent of five is nobody.
      carried: 1,
    });
    expect(await ownVote(votes.services, votes.as('per_new'), proposal)).toBeNull();
  });

  it('through a circle of delegations is nobody’s', async () => {
    for (const [from, to] of [
      ['per_a', 'per_b'],
      ['per_b', 'per_a'],
    ] as const)
      await delegateVote(votes.services, votes.as(from), { to, scope: { type: 'COMMUNITY' } });
    const id = await votes.open();
    await votes.cast(id, 'per_c', { choice: 'FOR' });
    const { proposal, tally } = await votes.standing(id);
    expect(tally.for).toBe(1);
    expect(await ownVote(votes.services, votes.as('per_a'), proposal)).toMatchObject({
      course: { type: 'UNREPRESENTED', reason: 'CYCLE' },
    });
  });

  it('counts by the database’s clock, however wrong those of the replicas are', async () => {
    const id = await votes.open();
    const truth = Date.now();
    const outcomes = [];
    for (const [index, skew] of [-5, 5].entries()) {
      vi.useFakeTimers({ now: truth + skew * minute, toFake: ['Date'] });
      const services = votes.governance.replica();
      const member = people[index] ?? '';
      outcomes.push((await votes.cast(id, member, { choice: 'FOR' }, services)).castAt);
      outcomes.push((await votes.standing(id, services)).state);
    }
    expect(outcomes).toEqual([votes.governance.clock.now, 'ACTIVE', votes.governance.clock.now, 'ACTIVE']);
  });

  it('ends a vote with which it is decided', async () => {
    const id = await votes.open();
    for (const member of people.slice(0, 3)) await votes.cast(id, member, { choice: 'AGAINST' });
    votes.governance.clock.now += 1;
    expect(await votes.standing(id)).toMatchObject({ state: 'DEFEATED', endsAt: votes.governance.clock.now });
    expect(await codeOf(votes.cast(id, 'per_d', { choice: 'FOR' }))).toBe('VOTE_NOT_OPEN');
    const due = await votes.governance.asOwner(
      `select (extract(epoch from closes_at) * 1000)::bigint as at from governance.proposal where id = '${id}'`,
    );
    expect(Number(due[0]?.at)).toBe(votes.governance.clock.now);
  });

  it('is counted again from the beginning when the database was brought back from a copy', async () => {
    const id = await votes.open();
    await votes.cast(id, 'per_a', { choice: 'FOR' });
    await votes.cast(id, 'per_b', { choice: 'FOR' });
    await votes.governance.asOwner(
      'set session_replication_role = replica',
      `delete from governance.ballot where proposal_id = '${id}' and place = 2`,
      'set session_replication_role = origin',
    );
    expect((await votes.standing(id)).tally.for).toBe(1);
    expect(await votes.cast(id, 'per_b', { choice: 'AGAINST' })).toMatchObject({ place: 2 });
    expect((await votes.standing(id)).tally).toEqual({ for: 1, against: 1, abstain: 0 });
  });

  it('goes with others in one transaction, in which each has its own answer', async () => {
    const id = await votes.open();
    const wanted = ['per_a', 'per_x', 'per_a', 'per_b'].map((member) => ({
      caller: votes.as(member),
      ballot: { choice: 'FOR' },
    }));
    const outcomes = await castBallots(votes.services, { tenantId: votes.community, id }, wanted);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.ballot.place : outcome.problem.problem))).toEqual([
      1,
      'NOT_ON_ROLL',
      'ALREADY_VOTED',
      2,
    ]);
  });
});

describe('a hidden vote', () => {
  it('shows how many voted, and nothing of what, until it has ended', async () => {
    const id = await votes.open({ secrecy: 'HIDDEN' });
    await votes.cast(id, 'per_a', { choice: 'FOR', reason: 'because' } as object);
    const during = await votes.standing(id);
    const page = { first: null, after: null };
    expect(toProposal(during)).toMatchObject({
      tally: null,
      turnout: { ballots: 1, members: 5, quorum: 1, towardsQuorum: null },
    });
    expect(
      (await listBallots(votes.services, votes.as('per_b'), { standing: during, ...page })).rows,
    ).toEqual([]);
    votes.pass(4_320);
    const after = await votes.standing(id);
    expect(toProposal(after)).toMatchObject({ tally: { for: 1 }, turnout: { towardsQuorum: 1 } });
    expect(
      (await listBallots(votes.services, votes.as('per_b'), { standing: after, ...page })).rows,
    ).toMatchObject([{ member: 'per_a', ballot: { reason: 'because' }, weight: 1 }]);
  });
});

describe('a poll', () => {
  it('has the winner that its ballots have, and none where a tie stands', async () => {
    const poll = { method: 'approval', options: ['x', 'y'] };
    const [one, two] = [await votes.open(poll), await votes.open(poll)];
    for (const id of [one, two]) await votes.cast(id, 'per_a', { approvals: ['x'] });
    await votes.cast(one, 'per_b', { approvals: ['x', 'y'] });
    await votes.cast(two, 'per_b', { approvals: ['y'] });
    votes.pass(4_320);
    expect(await votes.standing(one)).toMatchObject({ state: 'EXECUTED' });
    expect(await votes.standing(two)).toMatchObject({ state: 'DEFEATED' });
    expect(await votes.advance(one)).toMatchObject({
      proposal: { result: { passes: true, ballots: 2, count: { winner: 'x' } } },
    });
    expect(await votes.advance(two)).toMatchObject({
      state: 'DEFEATED',
      proposal: { result: { passes: false, count: { winner: null } } },
    });
  });
});
