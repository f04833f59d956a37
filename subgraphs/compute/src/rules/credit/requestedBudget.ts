const mostMicroCredits = 10n ** 15n;

/** A budget as somebody wrote it, in micro-credits; undefined when it is none, or absurd. */
export function requestedBudget(text: string): bigint | undefined {
  if (!/^\d{1,16}$/.test(text)) return undefined;
  const amount = BigInt(text);
  return amount <= mostMicroCredits ? amount : undefined;
}
