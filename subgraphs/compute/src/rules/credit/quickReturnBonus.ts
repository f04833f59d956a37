/** In thousandths of the price: 1,000 is no bonus. */
export type BonusPermille = number;

const none: BonusPermille = 1_000;

/**
 * What a quick result is worth: max(1, √(0.75 · deadline / elapsed)), at most `most`, in thousandths. A time that is not
 * known, or that two clocks disagree about, earns nothing.
 */
export function quickReturnBonus(
  { elapsedMs, deadlineMs }: { readonly elapsedMs: number | null; readonly deadlineMs: number },
  most: BonusPermille,
): BonusPermille {
  if (elapsedMs === null || !(elapsedMs > 0)) return none;
  const bonus = Math.floor(1_000 * Math.sqrt((0.75 * deadlineMs) / elapsedMs));
  return Math.max(none, Math.min(most, bonus));
}
