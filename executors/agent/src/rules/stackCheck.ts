/**
 * Whether, after a number of stacked runs, the next stacked run of a model is compared with single runs: the first, the second, the fourth, the eighth and so on. A model
 * that mixes the items of a batch need not show it on the first one.
 */
export function isStackCheckDue(runs: number): boolean {
  return Number.isInteger(Math.log2(runs + 1));
}
