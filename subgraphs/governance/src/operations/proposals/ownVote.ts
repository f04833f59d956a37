import { Roll, type BallotReceipt, type RollProof } from '@ai-collective/contracts';
import { findBallot, type CastBallot } from '../../entities/Ballot.js';
import type { Proposal } from '../../entities/Proposal.js';
import { loadRoll } from '../../entities/RollEntry.js';
import { courseOf, type VoteCourse } from '../../rules/delegation/carriedVotes.js';
import type { Caller, Services } from '../Services.js';

/** What becomes of somebody's vote on a proposal. */
export interface OwnVote {
  readonly weight: number;
  /** What shows that they are on the roll, with what only they know. */
  readonly salt: string;
  readonly proof: RollProof;
  /** Their ballot; null when they have not voted. */
  readonly ballot: CastBallot | null;
  readonly receipt: BallotReceipt | null;
  /** What their ballot weighs now, with those they vote for; 0 when they have not voted. */
  readonly carried: number;
  /** Who votes for them, or why nobody does. */
  readonly course: VoteCourse;
}

/** The caller's vote on a proposal whose vote has started; null when they are not on its roll. */
export async function ownVote(
  services: Services,
  { passport }: Caller,
  proposal: Proposal,
): Promise<OwnVote | null> {
  const { community } = services.authorize(passport, 'proposals:read');
  if (proposal.roll === null) return null;
  return services.database.withTenantSql(community, async (sql) => {
    const place = { tenantId: community, id: proposal.id };
    const entries = await loadRoll(sql, place);
    const own = entries.find(({ member }) => member === passport.sub);
    const proof = own === undefined ? undefined : new Roll(entries.map(bare)).proofOf(own.member);
    if (own === undefined || proof === undefined) return null;
    const vote = await services.votes.upToDate(sql, proposal);
    const ballot = await findBallot(sql, place, own.member);
    const { weights } = vote.live;
    return {
      weight: own.weight,
      salt: own.salt,
      proof,
      ballot,
      receipt: ballot === null ? null : { place: ballot.place, hash: ballot.hash },
      carried: weights.weightOf(own.member),
      course: courseOf(own.member, {
        weights: new Map(entries.map(({ member, weight }) => [member, weight])),
        delegates: new Map(
          entries.flatMap(({ member, delegate }) => (delegate === null ? [] : [[member, delegate]])),
        ),
        voted: new Set([...weights].map(([member]) => member)),
      }),
    };
  });
}

function bare({ member, weight, salt }: { member: string; weight: number; salt: string }) {
  return { member, weight, salt };
}
