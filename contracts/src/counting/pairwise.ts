import type { Pairwise } from './Count.js';
import type { RankedBallots } from './RankedBallots.js';

/** Compares each option with each other one. An option that a ballot does not rank comes after all that it does. */
export function comparePairs(ballots: RankedBallots, options: readonly string[]): Pairwise {
  const { ranked, before } = addUp(ballots, options.length);
  // Whoever ranks an option prefers it to each other, except where the other comes before it.
  const rows = options.map((_, one) =>
    options.map((__, other) =>
      other === one ? 0 : (ranked[one] ?? 0) - (before[other * options.length + one] ?? 0),
    ),
  );
  const beats = (one: number, other: number) => (rows[one]?.[other] ?? 0) > (rows[other]?.[one] ?? 0);
  const winner = options.find((_, one) => options.every((__, other) => other === one || beats(one, other)));
  return { wins: rows, condorcetWinner: ballots.count === 0 ? null : (winner ?? null) };
}

/**
 * By option the weight of ballots that rank it, and by pair that of ballots that rank both, the first before the second. A measured hot
 * path: 190 additions for a ballot that ranks twenty.
 */
function addUp(ballots: RankedBallots, count: number) {
  const ranked = new Float64Array(count);
  const before = new Float64Array(count * count);
  const { places } = ballots;
  let start = 0;
  for (let ballot = 0; ballot < ballots.count; ballot += 1) {
    const weight = ballots.weight(ballot);
    const end = ballots.end(ballot);
    for (let at = start; at < end; at += 1) {
      const place = places[at] ?? 0;
      const row = place * count;
      ranked[place] = (ranked[place] ?? 0) + weight;
      for (let later = at + 1; later < end; later += 1) {
        const pair = row + (places[later] ?? 0);
        before[pair] = (before[pair] ?? 0) + weight;
      }
    }
    start = end;
  }
  return { ranked, before };
}
