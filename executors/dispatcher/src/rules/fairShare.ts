/** What is due to each community: the memory of deficit round robin. */
export interface FairShare {
  /** Whose turn it is. */
  readonly turn: string | null;
  /** Milliseconds of work still granted, by community. */
  readonly granted: Readonly<Record<string, number>>;
}

/** A community with something to run, and what its next task is expected to cost in milliseconds. */
export interface Claimant {
  readonly community: string;
  readonly costMs: number;
}

export const evenShare: FairShare = { turn: null, granted: {} };

/**
 * Deficit round robin (Shreedhar and Varghese, 1995): communities take turns; each turn grants as much work as the
 * dearest next task costs, and what is not used is kept for the next turn, unless the community has nothing waiting.
 * Over time communities with work waiting get equal time, however long their tasks are and however many they have.
 */
export function nextTurn(
  share: FairShare,
  claimants: readonly [Claimant, ...Claimant[]],
): { readonly community: string; readonly share: FairShare } {
  const granted = Object.fromEntries(
    claimants.map(({ community }) => [community, share.granted[community] ?? 0]),
  );
  const current = claimants.find(({ community }) => community === share.turn);
  const goesOn = current !== undefined && (granted[current.community] ?? 0) >= current.costMs;
  const chosen = goesOn ? current : successor(share.turn, claimants);
  const grant = goesOn ? 0 : Math.max(...claimants.map(({ costMs }) => costMs));
  granted[chosen.community] = (granted[chosen.community] ?? 0) + grant - chosen.costMs;
  return { community: chosen.community, share: { turn: chosen.community, granted } };
}

/** The next community in alphabetical order, around the end. */
function successor(turn: string | null, claimants: readonly [Claimant, ...Claimant[]]): Claimant {
  const first = claimants.reduce((least, each) => (each.community < least.community ? each : least));
  const later = claimants.filter(({ community }) => turn !== null && community > turn);
  return (
    later.reduce<Claimant | null>(
      (least, each) => (least === null || each.community < least.community ? each : least),
      null,
    ) ?? first
  );
}
