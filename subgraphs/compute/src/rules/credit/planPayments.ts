import { withBonus } from './priceCap.js';
import { quickReturnBonus, type BonusPermille } from './quickReturnBonus.js';
import { splitAmount } from './splitAmount.js';

/** What was agreed on when a job was submitted. Amounts in micro-credits. */
export interface Terms {
  readonly price: bigint;
  readonly deadlineMs: number;
  readonly mostBonus: BonusPermille;
  /** Weights. */
  readonly ownerShare: number;
  readonly publisherShare: number;
  readonly communityShare: number;
}

/** A valid attempt that was not paid yet. */
export interface DueAttempt {
  readonly attemptId: string;
  readonly jobId: string;
  /** Null where it is not known whose device it was. */
  readonly ownerId: string | null;
  /** From lease to result, by the server's clock; null where it did not see both. */
  readonly elapsedMs: number | null;
}

export interface Payment<Due extends DueAttempt> {
  readonly due: Due;
  readonly ownerAmount: bigint;
  readonly publisherAmount: bigint;
  readonly communityAmount: bigint;
}

/** A job's terms, and what is left of what it holds. */
export interface OpenEscrow {
  readonly terms: Terms;
  readonly left: bigint;
}

/**
 * What to pay for attempts, in the order given, out of what their jobs hold: never more, though more results are valid
 * than were reckoned with. What nobody is known for goes to the community.
 */
export function planPayments<Due extends DueAttempt>(
  attempts: readonly Due[],
  escrows: ReadonlyMap<string, OpenEscrow>,
): readonly Payment<Due>[] {
  const left = new Map([...escrows].map(([jobId, escrow]) => [jobId, escrow.left]));
  return attempts.flatMap((due) => {
    const escrow = escrows.get(due.jobId);
    if (escrow === undefined) return [];
    const payment = paymentOf(due, { ...escrow, left: left.get(due.jobId) ?? 0n });
    left.set(due.jobId, (left.get(due.jobId) ?? 0n) - totalOf(payment));
    return [payment];
  });
}

function paymentOf<Due extends DueAttempt>(due: Due, { terms, left }: OpenEscrow): Payment<Due> {
  const { elapsedMs } = due;
  const { price, deadlineMs, mostBonus } = terms;
  const wanted = withBonus(price, quickReturnBonus({ elapsedMs, deadlineMs }, mostBonus));
  const amount = wanted < left ? wanted : left;
  const shares = [terms.ownerShare, terms.publisherShare, terms.communityShare];
  const [owner = 0n, publisher = 0n, community = 0n] = splitAmount(amount, shares);
  const isKnown = due.ownerId !== null;
  return {
    due,
    ownerAmount: isKnown ? owner : 0n,
    publisherAmount: publisher,
    communityAmount: isKnown ? community : community + owner,
  };
}

function totalOf({ ownerAmount, publisherAmount, communityAmount }: Payment<DueAttempt>): bigint {
  return ownerAmount + publisherAmount + communityAmount;
}
