import type { BonusPermille } from './quickReturnBonus.js';

/** The most that a job can cost, in micro-credits: every task paid as often as it may be, each with the most bonus. */
export function priceCap(job: {
  readonly items: number;
  readonly price: bigint;
  readonly mostBonus: BonusPermille;
  /** Valid results of a task that are paid at most. */
  readonly replicas: number;
}): bigint {
  return BigInt(job.items) * BigInt(job.replicas) * withBonus(job.price, job.mostBonus);
}

/** A price with its bonus, rounded down to whole micro-credits. */
export function withBonus(price: bigint, bonus: BonusPermille): bigint {
  return (price * BigInt(bonus)) / 1_000n;
}
