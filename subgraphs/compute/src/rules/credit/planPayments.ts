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
  readonly terms: Terms;
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

/**
 * What to pay for attempts, in the order given, out of what their jobs hold: never more, though more results are valid
 * than were reckoned with. What nobody is known for goes to the community.
 */
export function planPayments<Due extends DueAttempt>(
  attempts: readonly Due[],
  held: ReadonlyMap<string, bigint>,
): readonly Payment<Due>[] {
  const left = new Map(held);
  return attempts.flatMap((due) => {
    const ofJob = left.get(due.jobId);
    if (ofJob === undefined) return [];
    const payment = paymentOf(due, ofJob);
    left.set(due.jobId, ofJob - totalOf(payment));
    return [payment];
  });
}

function paymentOf<Due extends DueAttempt>(due: Due, left: bigint): Payment<Due> {
  const { elapsedMs, terms } = due;
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
