/** What a fleet has saved up for second leases, in first leases. */
export type HedgeBudget = number;

/** A second lease costs what twenty first ones earn: one in twenty. */
const costOfHedge = 20;
const mostSaved = 20 * costOfHedge;

/** A small fleet, too, may hedge once. */
export const firstBudget: HedgeBudget = costOfHedge;

/** What is saved up after a first lease; no more than for 20 second ones. */
export function budgetAfterLease(budget: HedgeBudget): HedgeBudget {
  return Math.min(mostSaved, budget + 1);
}

/** What is left after a second lease; null when there is not enough for one. */
export function budgetAfterHedge(budget: HedgeBudget): HedgeBudget | null {
  return budget < costOfHedge ? null : budget - costOfHedge;
}

/** Why a run is given to a second device, in words. Times in milliseconds. */
export function hedgeReason({
  elapsedMs,
  p95Ms,
  jobLeftMs,
}: {
  readonly elapsedMs: number;
  readonly p95Ms: number | null;
  readonly jobLeftMs: number | null;
}): string {
  const usual = p95Ms === null ? '' : `; the p95 of such runs is ${Math.round(p95Ms)} ms`;
  const job = jobLeftMs === null ? '' : `, its job is due in ${Math.max(0, Math.round(jobLeftMs))} ms`;
  return `hedge: another device has had it for ${Math.round(elapsedMs)} ms${job}${usual}`;
}
