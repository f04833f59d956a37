import type { VoidReason } from './Ballot.js';
import type { VotingMethod } from './votingMethod.js';

/** What an option got: votes by weight, or what the method makes of them. */
export interface Tally {
  readonly option: string;
  readonly votes: number;
}

/** A ballot that does not count, by its place in the list, from 0. */
export interface VoidBallot {
  readonly ballot: number;
  readonly reason: VoidReason;
}

/**
 * Options that were level, and what set them apart. EARLIER_ROUND: their votes in round `round`. LOT: the seed, which nobody knew
 * before the vote ended. MARGINS: by how much they won and lost. NOTHING: the tie stands, and things stay as they are.
 */
export interface Tie {
  readonly options: readonly string[];
  readonly brokenBy: 'EARLIER_ROUND' | 'LOT' | 'MARGINS' | 'NOTHING';
  /** The earlier round; null where none was asked. */
  readonly round: number | null;
  /** Who lost a tie for the last place, or won one for the first; null when it stands. */
  readonly chosen: string | null;
}

/** A round of an instant run-off. */
export interface Round {
  /** From 1. */
  readonly round: number;
  /** The votes of the options that are left. */
  readonly tallies: readonly Tally[];
  /** Weight of ballots that rank none of them. */
  readonly exhausted: number;
  /** Who is out; null in the last round. */
  readonly eliminated: string | null;
  /** Where the votes of who is out go; `option: null` is nowhere. */
  readonly transfers: readonly { readonly option: string | null; readonly votes: number }[];
  readonly tie: Tie | null;
}

/** Who was preferred to whom: `wins[i][j]` is the weight of ballots that rank option i above option j, or rank only i. */
export interface Pairwise {
  readonly wins: readonly (readonly number[])[];
  /** The option that beats each other one; null when there is none. */
  readonly condorcetWinner: string | null;
}

/** The result of a vote. Nothing in it depends on the order of ballots or of options. */
export interface Count {
  readonly method: VotingMethod;
  readonly options: readonly string[];
  /** null when nobody voted, or a tie for the first place stands. */
  readonly winner: string | null;
  /** By option, in the order of the options. */
  readonly tallies: readonly Tally[];
  /** Ballots that count, and what they weigh. */
  readonly ballots: number;
  readonly weight: number;
  readonly void: readonly VoidBallot[];
  readonly ties: readonly Tie[];
  /** Of an instant run-off; otherwise empty. */
  readonly rounds: readonly Round[];
  /** Of methods that rank; otherwise null. */
  readonly pairwise: Pairwise | null;
}
