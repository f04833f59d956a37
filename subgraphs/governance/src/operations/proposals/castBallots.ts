import { receiptFor, type Ballot } from '@ai-collective/contracts';
import { auditMessage, enqueue, type Sql } from '@ai-collective/platform';
import { contentOf, insertBallots, type CastBallot, type VotePlace } from '../../entities/Ballot.js';
import { findProposal, type Proposal } from '../../entities/Proposal.js';
import { ballotMethod } from '../../rules/proposals/ballotMethod.js';
import { ballotProblem, type CastProblem } from '../../rules/proposals/castProblem.js';
import { positionOf } from '../../rules/proposals/positionOf.js';
import type { Caller, Services } from '../Services.js';
import { freezeRoll } from './freezeRoll.js';
import { lockVote } from './lockVote.js';
import type { OpenVote } from './OpenVotes.js';

/** A ballot that somebody wants to cast. */
export interface WantedBallot {
  readonly caller: Caller;
  readonly ballot: CastBallot['ballot'];
}

export type CastOutcome =
  | { readonly ok: true; readonly ballot: CastBallot }
  | { readonly ok: false; readonly problem: CastProblem | { readonly problem: 'NOT_FOUND' } };

/**
 * Casts ballots on one proposal, in the order given, in one transaction: each gets its receipt, or why it is not taken. Nothing is counted
 * here that is not committed.
 */
export async function castBallots(
  services: Services,
  place: VotePlace,
  wanted: readonly WantedBallot[],
): Promise<readonly CastOutcome[]> {
  const outcomes = await services.database.withTenantSql(place.tenantId, async (sql) => {
    // They run one after the other, the first until it has the lock; what they find is from then on.
    const [, proposal, at] = await Promise.all([
      lockVote(sql, place.id),
      findProposal(sql, place.tenantId, place.id),
      services.time(sql),
    ]);
    if (proposal === null) return wanted.map((): CastOutcome => refusal({ problem: 'NOT_FOUND' }));
    const started = await startedProposal(sql, proposal, at);
    const vote = await openVote(services, sql, { proposal: started, at });
    if (vote === null) return wanted.map((): CastOutcome => refusal({ problem: 'NOT_OPEN' }));
    const taken = take(started, vote, { wanted, at });
    const ballots = taken.flatMap((outcome) => (outcome.ok ? [outcome.ballot] : []));
    if (ballots.length > 0) {
      sql.last(insertBallots(sql, place, ballots), enqueue(sql, auditOf(place, wanted, taken)));
      const votes = ballots.map(({ member, ballot }) => ({
        member,
        position: positionOf(started.method, ballot),
      }));
      if (vote.live.isDecidedWith(votes)) sql.last(closeAt(sql, place, at + 1));
    }
    return taken;
  });
  services.votes.add(
    place.id,
    outcomes.flatMap((outcome) => (outcome.ok ? [outcome.ballot] : [])),
  );
  return outcomes;
}

/** The vote on a proposal as it is now; null when nobody can vote. */
async function openVote(
  { votes }: Services,
  sql: Sql,
  { proposal, at }: { readonly proposal: Proposal; readonly at: number },
): Promise<OpenVote | null> {
  const { submission, roll, result, canceledAt } = proposal;
  if (submission === null || roll === null || result !== null || canceledAt !== null) return null;
  const vote = await votes.upToDate(sql, proposal);
  return at >= submission.startsAt && at < vote.live.clock.endsAt ? vote : null;
}

/** The proposal with its roll, which is frozen now if nobody has looked since the vote started. */
export async function startedProposal(sql: Sql, proposal: Proposal, at: number): Promise<Proposal> {
  const { submission, roll, canceledAt } = proposal;
  if (submission === null || roll !== null || canceledAt !== null || at < submission.startsAt)
    return proposal;
  return { ...proposal, roll: await freezeRoll(sql, proposal, submission.startsAt) };
}

function take(
  proposal: Proposal,
  { live, head }: OpenVote,
  { wanted, at }: { readonly wanted: readonly WantedBallot[]; readonly at: number },
): readonly CastOutcome[] {
  const method = ballotMethod(proposal);
  const voted = new Set<string>();
  let last = head;
  return wanted.map(({ caller, ballot }): CastOutcome => {
    const member = caller.passport.sub;
    if (!live.isOnRoll(member)) return refusal({ problem: 'NOT_ON_ROLL' });
    if (live.hasVoted(member) || voted.has(member)) return refusal({ problem: 'ALREADY_VOTED' });
    const problem = ballotProblem(method, live.ownWeight(member), ballot satisfies Ballot);
    if (problem !== undefined) return refusal(problem);
    const cast = { member, ballot, castAt: at };
    const receipt = receiptFor(last, contentOf(cast));
    last = { count: receipt.place, hash: receipt.hash };
    voted.add(member);
    return { ok: true, ballot: { ...cast, ...receipt } };
  });
}

/** Has the clerk look at a vote that ends now: only the time to look is written, what follows is decided from the ballots. */
async function closeAt(sql: Sql, { tenantId, id }: VotePlace, at: number): Promise<void> {
  await sql.execute('update proposal set closes_at = ? where tenant_id = ? and id = ?', [
    new Date(at),
    tenantId,
    id,
  ]);
}

function refusal(problem: (CastOutcome & { readonly ok: false })['problem']): CastOutcome {
  return { ok: false, problem };
}

/** That somebody voted is recorded, and what their receipt is; what they voted is in their ballot alone. */
function auditOf(
  { tenantId, id }: VotePlace,
  wanted: readonly WantedBallot[],
  outcomes: readonly CastOutcome[],
) {
  return outcomes.flatMap((outcome, index) => {
    const caller = wanted[index]?.caller;
    if (!outcome.ok || caller === undefined) return [];
    const { place, hash } = outcome.ballot;
    return [
      auditMessage(caller, {
        service: 'governance',
        community: tenantId,
        action: 'proposals:vote',
        resource: { type: 'Proposal', id },
        outcome: 'ALLOWED',
        details: { place, hash },
      }),
    ];
  });
}
