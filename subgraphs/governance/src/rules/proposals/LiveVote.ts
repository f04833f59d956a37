import { CarriedWeights, type Delegating } from '../delegation/CarriedWeights.js';
import { decidedEarly, type PassingRules, type ProposalTally } from './passing.js';
import { clockAfter, clockAtStart, type VotingClock } from './votingClock.js';

/** What a ballot says of a proposal. Of a poll, where options are voted on, every ballot is for having an answer. */
export const positions = ['FOR', 'AGAINST', 'ABSTAIN'] as const;
export type Position = (typeof positions)[number];

/** A vote as it stands when it starts. */
export interface VoteStart extends Delegating {
  readonly rules: PassingRules;
  readonly extensionMs: number;
  /** Milliseconds since the epoch. */
  readonly endsAt: number;
  /** Whether options are voted on, of which any can still win until everybody has voted. */
  readonly isPoll: boolean;
}

/** What somebody says in a vote. */
export interface Vote {
  readonly member: string;
  readonly position: Position;
}

/** A vote as its ballots come, in their order: its tally and its end, at a cost a ballot that does not grow with the ballots before it. */
export class LiveVote {
  readonly #start: VoteStart;
  readonly #carried: CarriedWeights;
  readonly #positions = new Map<string, Position>();
  /** What each ballot weighs in the tally. */
  readonly #counted = new Map<string, number>();
  readonly #sums: Record<Position, number> = { FOR: 0, AGAINST: 0, ABSTAIN: 0 };
  /** The same without what is carried for others, who may still vote themselves. */
  readonly #own: Record<Position, number> = { FOR: 0, AGAINST: 0, ABSTAIN: 0 };
  #clock: VotingClock;

  constructor(start: VoteStart) {
    this.#start = start;
    this.#carried = new CarriedWeights(start);
    this.#clock = clockAtStart(start.endsAt);
  }

  get tally(): ProposalTally {
    return tallyOf(this.#sums);
  }

  get clock(): VotingClock {
    return this.#clock;
  }

  get ballots(): number {
    return this.#positions.size;
  }

  /** Those who voted, with what their ballots weigh. */
  get weights(): CarriedWeights {
    return this.#carried;
  }

  isOnRoll(member: string): boolean {
    return this.#start.weights.has(member);
  }

  /** What somebody's own vote weighs; 0 when they are not on the roll. */
  ownWeight(member: string): number {
    return this.#start.weights.get(member) ?? 0;
  }

  hasVoted(member: string): boolean {
    return this.#carried.hasVoted(member);
  }

  /** Takes a ballot of somebody who is on the roll and has not voted. @param at when it was cast, milliseconds since the epoch */
  cast(member: string, position: Position, at: number): void {
    this.#positions.set(member, position);
    this.#own[position] += this.ownWeight(member);
    for (const voter of this.#carried.vote(member)) this.#countAgain(voter);
    const { rules, extensionMs } = this.#start;
    const clock = clockAfter(this.#clock, { at, tally: this.tally }, { rules, extensionMs });
    this.#clock = this.isDecidedWith([]) ? { ...clock, endsAt: Math.min(clock.endsAt, at + 1) } : clock;
  }

  /**
   * Whether nothing that others could still do would change the result, once some more have voted. What is carried does not count: those
   * whose votes are carried may still vote themselves. A vote ends when it is decided; ballots of that very moment still count.
   */
  isDecidedWith(votes: readonly Vote[]): boolean {
    const own = { ...this.#own };
    for (const { member, position } of votes) own[position] += this.ownWeight(member);
    const { rules, isPoll } = this.#start;
    const left = rules.base - own.FOR - own.AGAINST - own.ABSTAIN;
    return left === 0 || (!isPoll && decidedEarly(tallyOf(own), rules, left) !== null);
  }

  #countAgain(voter: string): void {
    const position = this.#positions.get(voter);
    if (position === undefined) return;
    const weight = this.#carried.weightOf(voter);
    this.#sums[position] += weight - (this.#counted.get(voter) ?? 0);
    this.#counted.set(voter, weight);
  }
}

function tallyOf({ FOR, AGAINST, ABSTAIN }: Readonly<Record<Position, number>>): ProposalTally {
  return { for: FOR, against: AGAINST, abstain: ABSTAIN };
}
