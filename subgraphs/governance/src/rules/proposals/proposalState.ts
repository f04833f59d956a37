import { passingVerdict, type PassingRules, type ProposalTally } from './passing.js';

/**
 * Where a proposal is. SUCCEEDED: it passed, and waits for other communities to agree. QUEUED: it takes effect after its time-lock.
 * EXECUTION_FAILED: it could not take effect, as when what it changes was changed meanwhile. EXPIRED: nobody had it take effect in time.
 */
export const proposalStates = [
  'DRAFT',
  'PENDING',
  'ACTIVE',
  'DEFEATED',
  'SUCCEEDED',
  'QUEUED',
  'EXECUTED',
  'EXECUTION_FAILED',
  'EXPIRED',
  'CANCELED',
  'VETOED',
] as const;
export type ProposalState = (typeof proposalStates)[number];

/** What is written of a proposal. Times in milliseconds since the epoch; null for what has not happened. */
export interface ProposalFacts {
  /** Voting goes from here … */
  readonly startsAt: number;
  /** … to here, as the ballots have moved it. */
  readonly endsAt: number;
  readonly rules: PassingRules;
  /** How long after its vote it takes effect, and how long after that it still can. */
  readonly timeLockMs: number;
  readonly graceMs: number;
  /** Whether it changes anything but minds. */
  readonly hasEffects: boolean;
  /** Of a poll: whether a tie for the first place stands, which leaves things as they are. */
  readonly isLevel?: boolean | undefined;
  readonly submittedAt: number | null;
  readonly canceledAt: number | null;
  readonly vetoedAt: number | null;
  readonly executedAt: number | null;
  readonly executionFailedAt: number | null;
  /** When the last of the other communities agreed that have to; null while one has not, undefined where none has to. */
  readonly concurredAt?: number | null | undefined;
}

/** A proposal's state, and when it takes effect at the earliest, once that is known. */
export interface ProposalStanding {
  readonly state: ProposalState;
  readonly eta: number | null;
}

/**
 * Where a proposal is at a time. Nothing closes a vote: every replica, and everybody who has the ballots, comes to the same by the
 * clock alone. What was written ends it: who may write that, and when, is decided when it is written.
 */
export function proposalStanding(facts: ProposalFacts, tally: ProposalTally, now: number): ProposalStanding {
  const { startsAt, endsAt, rules, hasEffects } = facts;
  if (facts.canceledAt !== null) return without('CANCELED');
  if (facts.submittedAt === null) return without('DRAFT');
  if (now < startsAt) return without('PENDING');
  if (now < endsAt) return without('ACTIVE');
  if (facts.isLevel === true || !passingVerdict(tally, rules).passes) return without('DEFEATED');
  if (facts.concurredAt === null) return without(hasLapsed(facts, endsAt, now) ? 'EXPIRED' : 'SUCCEEDED');
  if (!hasEffects) return without('EXECUTED');
  const eta = Math.max(endsAt, facts.concurredAt ?? endsAt) + facts.timeLockMs;
  return { state: stateInTimeLock(facts, eta, now), eta };
}

function without(state: ProposalState): ProposalStanding {
  return { state, eta: null };
}

function stateInTimeLock(facts: ProposalFacts, eta: number, now: number): ProposalState {
  if (facts.vetoedAt !== null) return 'VETOED';
  if (facts.executedAt !== null) return 'EXECUTED';
  if (hasLapsed(facts, eta, now)) return 'EXPIRED';
  return facts.executionFailedAt === null ? 'QUEUED' : 'EXECUTION_FAILED';
}

function hasLapsed({ graceMs }: ProposalFacts, since: number, now: number): boolean {
  return now >= since + graceMs;
}
