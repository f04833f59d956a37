import type { Count, Pairwise, Tally, Tie } from './Count.js';

/**
 * Two for each option that an option beats, one for each it is level with. Options that are level at the top are set apart by the sum of
 * their margins; those that are level there too stay so.
 */
export function copeland(
  options: readonly string[],
  { wins }: Pairwise,
): Pick<Count, 'winner' | 'tallies' | 'ties'> {
  const margin = (one: number, other: number) => (wins[one]?.[other] ?? 0) - (wins[other]?.[one] ?? 0);
  const others = (one: number) => options.flatMap((_, other) => (other === one ? [] : [margin(one, other)]));
  const tallies = options.map((option, one): Tally => {
    const votes = others(one).reduce((sum, by) => sum + 1 + Math.sign(by), 0);
    return { option, votes };
  });
  const first = best(tallies);
  if (first.length < 2) return { winner: first[0] ?? null, tallies, ties: [] };
  const margins = first.map((option): Tally => {
    const votes = others(options.indexOf(option)).reduce((sum, by) => sum + by, 0);
    return { option, votes };
  });
  const [winner = null, ...more] = best(margins);
  const isBroken = more.length === 0;
  const tie: Tie = {
    options: first,
    brokenBy: isBroken ? 'MARGINS' : 'NOTHING',
    round: null,
    chosen: isBroken ? winner : null,
  };
  return { winner: isBroken ? winner : null, tallies, ties: [tie] };
}

/** The options with the most votes, in alphabetical order. */
export function best(tallies: readonly Tally[]): readonly string[] {
  const most = tallies.reduce((highest, { votes }) => Math.max(highest, votes), -Infinity);
  return tallies
    .filter(({ votes }) => votes === most)
    .map(({ option }) => option)
    .sort();
}
