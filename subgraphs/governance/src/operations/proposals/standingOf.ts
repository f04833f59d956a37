import type { Sql } from '@ai-collective/platform';
import type { Proposal } from '../../entities/Proposal.js';
import type { ProposalTally } from '../../rules/proposals/passing.js';
import { passingRulesOf } from '../../rules/proposals/passingRulesOf.js';
import { proposalStanding, type ProposalStanding } from '../../rules/proposals/proposalState.js';
import type { Services } from '../Services.js';
import { countVote } from './countVote.js';

/** Where a proposal stands, and by what. Times in milliseconds since the epoch. */
export interface Standing extends ProposalStanding {
  readonly proposal: Proposal;
  readonly tally: ProposalTally;
  readonly ballots: number;
  /** When its vote ends, as the ballots have moved it; null of a draft. */
  readonly endsAt: number | null;
  /** When all this was so. */
  readonly at: number;
}

/** What a vote has come to. */
interface Outcome {
  readonly tally: ProposalTally;
  readonly ballots: number;
  readonly endsAt: number;
  /** Of a poll that has ended: whether a tie for the first place stands. */
  readonly isLevel: boolean;
}

const nothing: ProposalTally = { for: 0, against: 0, abstain: 0 };

/** Where a proposal stands at a time, by its ballots as `sql` sees them. */
export async function standingOf(
  services: Pick<Services, 'votes'>,
  sql: Sql,
  { proposal, at }: { readonly proposal: Proposal; readonly at: number },
): Promise<Standing> {
  const { submission, roll, canceledAt } = proposal;
  if (submission === null) {
    const state = canceledAt === null ? 'DRAFT' : 'CANCELED';
    return { state, eta: null, proposal, tally: nothing, ballots: 0, endsAt: null, at };
  }
  const { startsAt, terms } = submission;
  const { tally, ballots, endsAt, isLevel } = await outcomeOf(services, sql, { proposal, at });
  const standing = proposalStanding(
    {
      ...{ startsAt, endsAt, isLevel, canceledAt },
      rules: passingRulesOf(terms, roll?.weight ?? 0),
      timeLockMs: terms.timeLockMs,
      graceMs: terms.graceMs,
      hasEffects: proposal.changes.length > 0,
      submittedAt: submission.at,
      vetoedAt: null,
      executedAt: proposal.executedAt,
      executionFailedAt: proposal.failedAt,
    },
    tally,
    at,
  );
  return { ...standing, proposal, tally, ballots, endsAt, at };
}

/** By what was recorded when the vote had ended, or else by the ballots. */
async function outcomeOf(
  { votes }: Pick<Services, 'votes'>,
  sql: Sql,
  { proposal, at }: { readonly proposal: Proposal; readonly at: number },
): Promise<Outcome> {
  const { submission, roll, result, method } = proposal;
  const isPoll = method !== 'for-against';
  if (result !== null) {
    const { tally, ballots, endsAt, count } = result;
    return { tally, ballots, endsAt: Date.parse(endsAt), isLevel: isPoll && count.winner === null };
  }
  if (roll === null) return { tally: nothing, ballots: 0, endsAt: submission?.endsAt ?? at, isLevel: false };
  const vote = await votes.upToDate(sql, proposal);
  const { tally, ballots, clock } = vote.live;
  const { endsAt } = clock;
  const isLevel = isPoll && at >= endsAt && (await countVote(sql, proposal, vote)).winner === null;
  return { tally, ballots, endsAt, isLevel };
}
