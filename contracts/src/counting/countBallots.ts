import { additiveMethods, type AdditiveMethod, type OptionPlaces } from './additiveMethods.js';
import { weightOf, type Ballot, type VoidReason } from './Ballot.js';
import { copeland } from './copeland.js';
import type { Count, Tally, VoidBallot } from './Count.js';
import { ExactSum } from './ExactSum.js';
import { instantRunoff } from './instantRunoff.js';
import { comparePairs } from './pairwise.js';
import { RankedBallots } from './RankedBallots.js';
import { mostOptions, type VotingMethod } from './votingMethod.js';

/** A vote that is to be counted. */
export interface Vote {
  readonly method: VotingMethod;
  /** The names of what is voted on: different ones, 1 to {@link mostOptions}. */
  readonly options: readonly string[];
  readonly ballots: Iterable<Ballot>;
  /** What draws lots, where a method needs one. */
  readonly seed: Uint8Array;
}

/** Why a vote cannot be counted at all. */
export class CountError extends Error {
  override readonly name = 'CountError';

  constructor(
    readonly code: 'OPTIONS_INVALID' | 'WEIGHT_TOO_LARGE',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Counts a vote. Anyone who has the ballots comes to the same result: it depends on nothing else, and not on the order of ballots or
 * options. Ballots that do not count are void, with the reason.
 * @throws CountError when the options are none, too many or not different, or the ballots weigh more than 2^53 together
 */
export function countBallots({ method, options, ballots, seed }: Vote): Count {
  const places = placesOfOptions(options);
  switch (method) {
    case 'single-choice':
    case 'approval':
    case 'weighted':
    case 'score':
    case 'quadratic':
      return countMarks({ method, options, ballots }, places);
    case 'instant-runoff':
    case 'copeland': {
      const ranked = new RankedBallots(places);
      const taken = take(ballots, (ballot, weight) => ranked.add(ballot.ranking, weight));
      const pairwise = comparePairs(ranked, options);
      const empty = { method, options, ...taken, pairwise, rounds: [] };
      if (method === 'copeland')
        return taken.ballots === 0
          ? { ...empty, ...nobody(options) }
          : { ...empty, ...copeland(options, pairwise) };
      return { ...empty, ...instantRunoff({ options, ballots: ranked, seed }) };
    }
  }
}

function placesOfOptions(options: readonly string[]): OptionPlaces {
  const places = new Map(options.map((option, place) => [option, place]));
  if (places.size === options.length && places.size > 0 && places.size <= mostOptions) return places;
  throw new CountError(
    'OPTIONS_INVALID',
    `A vote has 1 to ${mostOptions} options, each with a name of its own.`,
  );
}

const nobody = (options: readonly string[]) => ({
  winner: null,
  tallies: options.map((option): Tally => ({ option, votes: 0 })),
  ties: [],
});

interface Marking extends Pick<Vote, 'options' | 'ballots'> {
  readonly method: keyof typeof additiveMethods;
}

function countMarks({ method, options, ballots }: Marking, places: OptionPlaces): Count {
  const { unitsPerVote, marksOf }: AdditiveMethod = additiveMethods[method];
  const exact = options.map(() => new ExactSum());
  const taken = take(ballots, (ballot, weight) => {
    const marks = marksOf(ballot, weight, places);
    if (typeof marks === 'string') return marks;
    for (const { option, units } of marks) exact[option]?.add(units);
    return undefined;
  });
  const sums = exact.map(({ total }) => total);
  const most = sums.reduce((highest, sum) => (sum > highest ? sum : highest), 0n);
  const first = most === 0n ? [] : options.filter((_, place) => sums[place] === most).sort();
  const [only = null] = first;
  const isLevel = first.length > 1;
  return {
    ...{ method, options, ...taken, rounds: [], pairwise: null },
    winner: isLevel ? null : only,
    tallies: options.map((option, place) => ({ option, votes: Number(sums[place]) / unitsPerVote })),
    ties: isLevel ? [{ options: first, brokenBy: 'NOTHING', round: null, chosen: null }] : [],
  };
}

/** Takes ballots in one by one, and says how many count and why others do not. */
function take(
  ballots: Iterable<Ballot>,
  add: (ballot: Ballot, weight: number) => VoidReason | undefined,
): Pick<Count, 'ballots' | 'weight' | 'void'> {
  const rejected: VoidBallot[] = [];
  let [place, total] = [0, 0];
  for (const ballot of ballots) {
    const weight = isBallot(ballot) ? weightOf(ballot) : undefined;
    const reason =
      weight === undefined ? (isBallot(ballot) ? 'WEIGHT_INVALID' : 'BALLOT_MALFORMED') : add(ballot, weight);
    if (reason !== undefined) rejected.push({ ballot: place, reason });
    else total += weight ?? 0;
    place += 1;
  }
  if (total > Number.MAX_SAFE_INTEGER)
    throw new CountError('WEIGHT_TOO_LARGE', 'The ballots weigh more than 2^53 together.');
  return { ballots: place - rejected.length, weight: total, void: rejected };
}

/** What is published may be anything. */
function isBallot(ballot: unknown): boolean {
  return typeof ballot === 'object' && ballot !== null && !Array.isArray(ballot);
}
