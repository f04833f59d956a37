import { passingVerdict, type PassingRules, type ProposalTally } from './passing.js';

/** When voting ends, as far as the ballots so far say. Times in milliseconds since the epoch. */
export interface VotingClock {
  readonly endsAt: number;
  /** Whether the quorum was reached before; it moves the end once. */
  readonly hadQuorum: boolean;
  /** Who was ahead after the last ballot: for, against, or neither. */
  readonly leader: 'FOR' | 'AGAINST' | 'NEITHER';
  /** Whether a change of the leader has moved the end; it does so once. */
  readonly wasTurned: boolean;
}

/** When voting ends if nobody votes. */
export function clockAtStart(endsAt: number): VotingClock {
  return { endsAt, hadQuorum: false, leader: 'NEITHER', wasTurned: false };
}

interface ClockRules {
  readonly rules: PassingRules;
  /** What the others have at least to answer in. */
  readonly extensionMs: number;
}

/**
 * The clock after a ballot. When the quorum is reached late, and once more when another side comes to lead late, the others get time to
 * answer: nobody decides a vote by waiting for the last minute. It never ends sooner for a ballot, and twice the extension later at most.
 * @param ballot when it came and what the tally is with it; one that comes after the end changes nothing
 */
export function clockAfter(
  clock: VotingClock,
  { at, tally }: { readonly at: number; readonly tally: ProposalTally },
  { rules, extensionMs }: ClockRules,
): VotingClock {
  if (at >= clock.endsAt) return clock;
  const { reached, needed } = passingVerdict(tally, rules).quorum;
  const hasQuorum = clock.hadQuorum || reached >= needed;
  const leader = leaderOf(tally);
  const isTurned = clock.leader !== leader && leader !== 'NEITHER' && clock.leader !== 'NEITHER';
  const turnsLate = isTurned && !clock.wasTurned && at >= clock.endsAt - extensionMs;
  const moves = (hasQuorum && !clock.hadQuorum) || turnsLate;
  return {
    endsAt: moves ? Math.max(clock.endsAt, at + extensionMs) : clock.endsAt,
    hadQuorum: hasQuorum,
    // A tie has no leader of its own: who led before leads until somebody else does.
    leader: leader === 'NEITHER' ? clock.leader : leader,
    wasTurned: clock.wasTurned || turnsLate,
  };
}

function leaderOf({ for: inFavour, against }: ProposalTally): VotingClock['leader'] {
  if (inFavour === against) return 'NEITHER';
  return inFavour > against ? 'FOR' : 'AGAINST';
}
