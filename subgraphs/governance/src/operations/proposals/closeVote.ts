import { seedOf, type JsonValue } from '@ai-collective/contracts';
import { recordAudit, type Sql } from '@ai-collective/platform';
import type { Proposal, ProposalResult } from '../../entities/Proposal.js';
import { passingVerdict } from '../../rules/proposals/passing.js';
import { passingRulesOf } from '../../rules/proposals/passingRulesOf.js';
import { countVote } from './countVote.js';
import { governanceItself } from './governanceItself.js';
import type { OpenVote } from './OpenVotes.js';

/** Writes down what a vote came to that has ended, for the record: it follows from the ballots, and says nothing they do not. */
export async function closeVote(sql: Sql, proposal: Proposal, vote: OpenVote): Promise<ProposalResult> {
  const { tenantId, id, roll, submission, method } = proposal;
  if (roll === null || submission === null) throw new Error('a vote that never started has no result');
  const count = await countVote(sql, proposal, vote);
  const { tally, clock } = vote.live;
  const verdict = passingVerdict(tally, passingRulesOf(submission.terms, roll.weight));
  const result: ProposalResult = {
    passes: verdict.passes && (method === 'for-against' || count.winner !== null),
    tally,
    endsAt: new Date(clock.endsAt).toISOString(),
    ballots: vote.head.count,
    head: vote.head.hash,
    seed: Buffer.from(seedOf(Buffer.from(roll.hash, 'hex'), vote.head)).toString('hex'),
    count,
  };
  await sql.execute('update proposal set result = ?::jsonb, closes_at = ? where tenant_id = ? and id = ?', [
    JSON.stringify(result),
    result.endsAt,
    tenantId,
    id,
  ]);
  await recordAudit(sql, governanceItself, {
    service: 'governance',
    community: tenantId,
    action: 'proposals:close',
    resource: { type: 'Proposal', id },
    outcome: 'RECORDED',
    details: auditedResult(result),
  });
  return result;
}

/** All but who was preferred to whom, and in which round: those who have the ballots find that themselves. */
function auditedResult({ count, ...result }: ProposalResult): Readonly<Record<string, JsonValue>> {
  const { winner, tallies } = count;
  return {
    ...result,
    tally: { ...result.tally },
    winner,
    tallies: tallies.map(({ option, votes }) => ({ option, votes })),
  };
}
