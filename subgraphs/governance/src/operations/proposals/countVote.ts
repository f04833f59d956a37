import { countBallots, seedOf, type Count } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import { loadBallots } from '../../entities/Ballot.js';
import type { Proposal } from '../../entities/Proposal.js';
import { ballotMethod } from '../../rules/proposals/ballotMethod.js';
import type { OpenVote } from './OpenVotes.js';

/** Counts the ballots of a vote with what they weigh now, as anybody can who has them. */
export async function countVote(sql: Sql, proposal: Proposal, { live, head }: OpenVote): Promise<Count> {
  const { tenantId, id } = proposal;
  const ballots = await loadBallots(sql, { tenantId, id }, { after: 0 });
  return countBallots({
    ...ballotMethod(proposal),
    ballots: ballots.map(({ member, ballot }) => ({ ...ballot, weight: live.weights.weightOf(member) })),
    seed: seedOf(Buffer.from(proposal.roll?.hash ?? '', 'hex'), head),
  });
}
