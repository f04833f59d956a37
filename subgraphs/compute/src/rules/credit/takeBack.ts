/** How an amount is taken back: from what is there, and the rest as a debt. */
export interface TakenBack {
  readonly fromBalance: bigint;
  readonly asDebt: bigint;
}

/** Takes back what somebody was paid, of which they may have spent some: no balance goes below zero. */
export function takeBack(amount: bigint, balance: bigint): TakenBack {
  const fromBalance = amount < balance ? amount : balance;
  return { fromBalance, asDebt: amount - fromBalance };
}
