/** A file in the cache. */
export interface CachedFile {
  readonly cid: string;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly usedAt: number;
  /** Attempts that need it now; a held file is never evicted. */
  readonly holders: number;
}

/**
 * Which files to delete so that `incoming` bytes fit the budget: the least recently used first, held ones never.
 * Null when even that would not make room.
 */
export function evictionPlan(
  files: readonly CachedFile[],
  budget: { readonly bytes: number; readonly incoming: number },
): readonly string[] | null {
  let excess = files.reduce((sum, { bytes }) => sum + bytes, budget.incoming) - budget.bytes;
  const evicted: string[] = [];
  const candidates = files
    .filter(({ holders }) => holders === 0)
    .toSorted((left, right) => left.usedAt - right.usedAt);
  for (const { cid, bytes } of candidates) {
    if (excess <= 0) break;
    evicted.push(cid);
    excess -= bytes;
  }
  return excess <= 0 ? evicted : null;
}
