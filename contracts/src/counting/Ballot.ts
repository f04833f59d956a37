/**
 * What somebody voted, as it is published: one field, by the method of the vote, and what the ballot weighs (1 unless it says so).
 * It may come from anywhere, so that nothing of it is taken for granted before it is counted.
 */
export interface Ballot {
  /** Single choice: the option. */
  readonly choice?: unknown;
  /** Approval: the options approved of, in any order; none is a vote for none. */
  readonly approvals?: unknown;
  /** Weighted: shares by option, whole numbers of any sum. Quadratic: credits spent by option. */
  readonly weights?: unknown;
  /** Score: 0 … 10 by option; an option left out has 0. */
  readonly scores?: unknown;
  /** Instant run-off and Copeland: options, the best first; as many as the voter cares to rank. */
  readonly ranking?: unknown;
  /** A whole number from 1 to a thousand million. */
  readonly weight?: unknown;
}

/** Why a ballot does not count. */
export const voidReasons = {
  BALLOT_MALFORMED: 'It does not say what a ballot of this method says.',
  BALLOT_EMPTY: 'It names no option.',
  OPTION_UNKNOWN: 'It names an option that is not up for the vote.',
  OPTION_REPEATED: 'It names an option twice.',
  SHARE_INVALID: 'Its shares are not whole numbers from 0 on with a sum above 0.',
  SCORE_INVALID: 'A score is not a whole number from 0 to 10.',
  CREDITS_EXCEEDED: 'It spends more credits than the voter has.',
  WEIGHT_INVALID: 'Its weight is not a whole number from 1 to 1,000,000,000.',
} as const;
export type VoidReason = keyof typeof voidReasons;

/** Most that a ballot can weigh: nine million of these add up without an error. */
export const mostWeight = 1_000_000_000;

/** What a ballot weighs; undefined when that is no weight. */
export function weightOf({ weight = 1 }: Ballot): number | undefined {
  return isWhole(weight, 1, mostWeight) ? weight : undefined;
}

export function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
