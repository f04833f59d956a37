/**
 * Splits an amount in proportion to weights, whole, by the largest remainder; of equal remainders the first goes first.
 * Without any weight the first gets it all.
 */
export function splitAmount(amount: bigint, weights: readonly number[]): readonly bigint[] {
  const total = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  if (total === 0n) return weights.map((_weight, index) => (index === 0 ? amount : 0n));
  const parts = weights.map((weight, index) => ({
    index,
    whole: (amount * BigInt(weight)) / total,
    remainder: (amount * BigInt(weight)) % total,
  }));
  const left = amount - parts.reduce((sum, { whole }) => sum + whole, 0n);
  const first = [...parts].sort(
    (one, other) => Number(other.remainder - one.remainder) || one.index - other.index,
  );
  const lucky = new Set(first.slice(0, Number(left)).map(({ index }) => index));
  return parts.map(({ index, whole }) => whole + (lucky.has(index) ? 1n : 0n));
}
