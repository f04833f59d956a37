import type { Count, Round, Tally, Tie } from './Count.js';
import { lotOf } from './lotOf.js';
import type { RankedBallots } from './RankedBallots.js';

interface Vote {
  readonly options: readonly string[];
  readonly ballots: RankedBallots;
  /** Decides between options that nothing else sets apart; known to nobody before the last ballot. */
  readonly seed: Uint8Array;
}

/**
 * Rounds, until an option has more than half of the ballots that still rank one: each time the last one is out, and its ballots go to
 * the next option that each ranks. Ballots that rank none of those left are exhausted. Of options that are level at the end the one is
 * out that had fewer votes in the latest earlier round that sets them apart; if none does, the one with the lowest lot.
 */
export function instantRunoff(vote: Vote): Pick<Count, 'winner' | 'tallies' | 'ties' | 'rounds'> {
  const { options, ballots } = vote;
  const piles = new Piles(options.length, ballots);
  const rounds: Round[] = [];
  const left = new Set(options.keys());
  for (;;) {
    const tallies = talliesOf(options, left, piles);
    const standing = tallies.reduce((sum, { votes }) => sum + votes, 0);
    const leader = tallies.find(({ votes }) => 2 * votes > standing);
    const base = { round: rounds.length + 1, tallies, exhausted: piles.exhausted };
    if (leader !== undefined || standing === 0) {
      rounds.push({ ...base, eliminated: null, transfers: [], tie: null });
      return outcome(options, rounds, leader?.option ?? null);
    }
    const { eliminated, tie } = lastOf(tallies, rounds, vote.seed);
    left.delete(options.indexOf(eliminated));
    const transfers = piles.handOn(options.indexOf(eliminated), left).map(({ to, votes }) => ({
      option: to === null ? null : (options[to] ?? null),
      votes,
    }));
    rounds.push({ ...base, eliminated, transfers, tie });
  }
}

/** Each option's votes as far as it came. */
function outcome(
  options: readonly string[],
  rounds: readonly Round[],
  winner: string | null,
): Pick<Count, 'winner' | 'tallies' | 'ties' | 'rounds'> {
  const latest = new Map(
    rounds.flatMap(({ tallies }) => tallies.map(({ option, votes }) => [option, votes])),
  );
  return {
    winner,
    tallies: options.map((option) => ({ option, votes: latest.get(option) ?? 0 })),
    ties: rounds.flatMap(({ tie }) => tie ?? []),
    rounds,
  };
}

function talliesOf(options: readonly string[], left: ReadonlySet<number>, piles: Piles): readonly Tally[] {
  return options.flatMap((option, place) => (left.has(place) ? [{ option, votes: piles.votes(place) }] : []));
}

/** Who is out, and the tie that had to be broken for that. */
function lastOf(
  tallies: readonly Tally[],
  earlier: readonly Round[],
  seed: Uint8Array,
): { readonly eliminated: string; readonly tie: Tie | null } {
  const level = lowest(tallies);
  const [only = ''] = level;
  if (level.length === 1) return { eliminated: only, tie: null };
  let tied = level;
  for (const { round, tallies: before } of [...earlier].reverse()) {
    tied = lowest(before.filter(({ option }) => tied.includes(option)));
    const [last = ''] = tied;
    if (tied.length === 1)
      return {
        eliminated: last,
        tie: { options: level, brokenBy: 'EARLIER_ROUND', round, chosen: last },
      };
  }
  const [last = ''] = [...tied].sort((one, other) => (lotOf(seed, one) < lotOf(seed, other) ? -1 : 1));
  return { eliminated: last, tie: { options: level, brokenBy: 'LOT', round: null, chosen: last } };
}

/** The options with the fewest votes, in alphabetical order. */
function lowest(tallies: readonly Tally[]): readonly string[] {
  const fewest = tallies.reduce((least, { votes }) => Math.min(least, votes), Infinity);
  return tallies
    .filter(({ votes }) => votes === fewest)
    .map(({ option }) => option)
    .sort();
}

/** Ballots by the option they count for now. A measured hot path: each ballot is looked at only when its option is out. */
class Piles {
  exhausted = 0;
  readonly #votes: Float64Array;
  /** By option, its first ballot, and by ballot the next of its pile; -1 is none. */
  readonly #first: Int32Array;
  readonly #next: Int32Array;
  /** Where each ballot's ranking goes on. */
  readonly #at: Uint32Array;

  constructor(
    options: number,
    private readonly ballots: RankedBallots,
  ) {
    this.#votes = new Float64Array(options);
    this.#first = new Int32Array(options).fill(-1);
    this.#next = new Int32Array(ballots.count);
    this.#at = new Uint32Array(ballots.count);
    for (let ballot = 0; ballot < ballots.count; ballot += 1) {
      const start = ballots.start(ballot);
      this.#at[ballot] = start;
      this.#put(ballot, ballots.places[start] ?? 0);
    }
  }

  votes(option: number): number {
    return this.#votes[option] ?? 0;
  }

  /** Hands the ballots of an option that is out on to those that are left; `to: null` is nowhere. */
  handOn(
    option: number,
    left: ReadonlySet<number>,
  ): readonly { readonly to: number | null; readonly votes: number }[] {
    const isLeft = new Uint8Array(this.#votes.length);
    for (const place of left) isLeft[place] = 1;
    const before = this.#votes.slice();
    const exhaustedBefore = this.exhausted;
    for (let ballot = this.#first[option] ?? -1; ballot >= 0;) {
      const next = this.#next[ballot] ?? -1;
      const to = this.#nextChoice(ballot, isLeft);
      if (to < 0) this.exhausted += this.ballots.weight(ballot);
      else this.#put(ballot, to);
      ballot = next;
    }
    this.#votes[option] = 0;
    this.#first[option] = -1;
    const moved = [...left].map((to) => ({ to, votes: (this.#votes[to] ?? 0) - (before[to] ?? 0) }));
    return [...moved, { to: null, votes: this.exhausted - exhaustedBefore }].filter(({ votes }) => votes > 0);
  }

  #put(ballot: number, option: number): void {
    this.#next[ballot] = this.#first[option] ?? -1;
    this.#first[option] = ballot;
    this.#votes[option] = (this.#votes[option] ?? 0) + this.ballots.weight(ballot);
  }

  /** The next option that a ballot ranks and that is left; -1 when there is none. */
  #nextChoice(ballot: number, isLeft: Uint8Array): number {
    const { places } = this.ballots;
    const end = this.ballots.end(ballot);
    for (let at = (this.#at[ballot] ?? 0) + 1; at < end; at += 1) {
      const place = places[at] ?? 0;
      if (isLeft[place] !== 1) continue;
      this.#at[ballot] = at;
      return place;
    }
    return -1;
  }
}
