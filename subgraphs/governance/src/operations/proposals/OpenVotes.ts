import { type BallotChainHead, emptyChain, type ProposalMethod } from '@ai-collective/contracts';
import type { Sql } from '@ai-collective/platform';
import { loadBallots, type CastBallot } from '../../entities/Ballot.js';
import type { Proposal } from '../../entities/Proposal.js';
import { loadRoll } from '../../entities/RollEntry.js';
import { LiveVote } from '../../rules/proposals/LiveVote.js';
import { positionOf } from '../../rules/proposals/positionOf.js';
import { passingRulesOf } from '../../rules/proposals/passingRulesOf.js';

/** A vote as far as its ballots have been read. */
export interface OpenVote {
  readonly live: LiveVote;
  readonly head: BallotChainHead;
}

interface KeptVote extends OpenVote {
  readonly method: ProposalMethod;
  head: BallotChainHead;
}

const mostVotes = 64;

/**
 * The votes under way, each brought up to date with the ballots cast since it was last looked at, so that a tally costs what is new. Only
 * a memory: who forgets it reads the ballots again.
 */
export class OpenVotes {
  readonly #votes = new Map<string, KeptVote>();

  /** A vote whose roll is frozen, with every ballot that `sql` sees. */
  async upToDate(sql: Sql, proposal: Proposal): Promise<OpenVote> {
    const known = this.#votes.get(proposal.id) ?? (await this.#open(sql, proposal));
    this.#keep(proposal.id, known);
    const { tenantId, id } = proposal;
    const { head } = known;
    const ballots = await loadBallots(sql, { tenantId, id }, { after: Math.max(0, head.count - 1) });
    if (head.count === 0 || ballots[0]?.hash === head.hash) {
      this.#take(known, ballots);
      return known;
    }
    // The database has been brought back from a copy: what was read before is not there, or other than it was.
    this.#votes.delete(id);
    return this.upToDate(sql, proposal);
  }

  /** Takes ballots that were just committed: what has been read meanwhile is left out. */
  add(proposalId: string, ballots: readonly CastBallot[]): void {
    const vote = this.#votes.get(proposalId);
    if (vote !== undefined) this.#take(vote, ballots);
  }

  #take(vote: KeptVote, ballots: readonly CastBallot[]): void {
    for (const { place, member, ballot, castAt, hash } of ballots) {
      if (place !== vote.head.count + 1) continue;
      vote.live.cast(member, positionOf(vote.method, ballot), castAt);
      vote.head = { count: place, hash };
    }
  }

  async #open(sql: Sql, proposal: Proposal): Promise<KeptVote> {
    const { tenantId, id, method, submission, roll } = proposal;
    if (submission === null || roll === null) throw new Error('a vote has no roll before it starts');
    const entries = await loadRoll(sql, { tenantId, id });
    const { extensionMs, mostCarriedShare } = submission.terms;
    const live = new LiveVote({
      weights: new Map(entries.map(({ member, weight }) => [member, weight])),
      delegates: new Map(
        entries.flatMap(({ member, delegate }) => (delegate === null ? [] : [[member, delegate]])),
      ),
      mostCarriedShare,
      rules: passingRulesOf(submission.terms, roll.weight),
      extensionMs,
      endsAt: submission.endsAt,
      isPoll: method !== 'for-against',
    });
    return this.#votes.get(id) ?? { method, live, head: emptyChain(Buffer.from(roll.hash, 'hex')) };
  }

  /** The one that was asked for last comes last, and the first goes when there are too many. */
  #keep(id: string, vote: KeptVote): void {
    this.#votes.delete(id);
    this.#votes.set(id, vote);
    const [oldest] = this.#votes.keys();
    if (this.#votes.size > mostVotes && oldest !== undefined) this.#votes.delete(oldest);
  }
}
