/** Tasks by outcome, and the time they ran. */
export interface Amount {
  readonly succeeded: number;
  readonly failed: number;
  readonly runMs: number;
}

export interface TallyRecord {
  /** The day that `today` is of. */
  readonly day: string;
  readonly today: Amount;
  readonly allTime: Amount;
}

const zero: Amount = { succeeded: 0, failed: 0, runMs: 0 };

export const emptyTally: TallyRecord = { day: '', today: zero, allTime: zero };

/** The tally with an amount more; another day begins at zero. */
export function addToTally({ day, today, allTime }: TallyRecord, amount: Amount, now: string): TallyRecord {
  return { day: now, today: sum(day === now ? today : zero, amount), allTime: sum(allTime, amount) };
}

function sum(left: Amount, right: Amount): Amount {
  return {
    succeeded: left.succeeded + right.succeeded,
    failed: left.failed + right.failed,
    runMs: left.runMs + right.runMs,
  };
}
