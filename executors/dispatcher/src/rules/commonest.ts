/** Reasons told at most. */
const mostReasons = 3;

/** The reasons that most often are in the way, with how often each. */
export function commonest(reasons: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .slice(0, mostReasons)
    .map(([reason, count]) => (reasons.length === 1 ? reason : `${reason} (${count} of ${reasons.length})`));
}
