/** What a member is given for a month, and where it comes from, in micro-credits. */
export interface Grant {
  readonly amount: bigint;
  readonly fromTreasury: bigint;
  readonly issued: bigint;
}

/**
 * A member's budget for a month: what the community has earned is given out again first, and the rest is issued. A
 * community that gives out no more than so much a month gives what is left of it.
 */
export function grantBudget(budget: {
  readonly member: bigint;
  /** Null: without bounds. */
  readonly community: bigint | null;
  /** What the community gave out this month. */
  readonly granted: bigint;
  readonly treasury: bigint;
}): Grant {
  const room = budget.community === null ? budget.member : budget.community - budget.granted;
  const amount = lesser(budget.member, room > 0n ? room : 0n);
  const fromTreasury = lesser(amount, budget.treasury);
  return { amount, fromTreasury, issued: amount - fromTreasury };
}

function lesser(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
