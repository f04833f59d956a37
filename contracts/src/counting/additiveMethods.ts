import { isWhole, type Ballot, type VoidReason } from './Ballot.js';
import type { VotingMethod } from './votingMethod.js';

/** What a ballot adds to an option, by the option's place among them. */
export interface Mark {
  readonly option: number;
  /** Exact: no mark is as large as 2^53. */
  readonly units: number;
}

/** The options of a vote, and their places. */
export type OptionPlaces = ReadonlyMap<string, number>;

/** A method whose tally is a sum over ballots: a ballot more or less changes it by its own marks, however many there are. */
export interface AdditiveMethod {
  /** Sums are whole numbers of this part of a vote. */
  readonly unitsPerVote: number;
  /** What a ballot of this weight adds, or why it is void. */
  readonly marksOf: (ballot: Ballot, weight: number, options: OptionPlaces) => readonly Mark[] | VoidReason;
}

const highestScore = 10;
const sharesPerVote = 1_000_000;
/** Votes for one option cost their square in credits. */
const creditsPerVoter = 100;
const rootsPerVote = 1_000;

const singleChoice: AdditiveMethod = {
  unitsPerVote: 1,
  marksOf: ({ choice }, weight, options) => {
    if (typeof choice !== 'string') return 'BALLOT_MALFORMED';
    const option = options.get(choice);
    return option === undefined ? 'OPTION_UNKNOWN' : [{ option, units: weight }];
  },
};

const approval: AdditiveMethod = {
  unitsPerVote: 1,
  marksOf: ({ approvals }, weight, options) => {
    if (!Array.isArray(approvals)) return 'BALLOT_MALFORMED';
    const places = placesOf(approvals, options);
    if (typeof places === 'string') return places;
    return places.map((option) => ({ option, units: weight }));
  },
};

/** A vote is divided by shares, each rounded down to a millionth. */
const weighted: AdditiveMethod = {
  unitsPerVote: sharesPerVote,
  marksOf: ({ weights }, weight, options) => {
    const shares = numbersOf(weights, options, Number.MAX_SAFE_INTEGER);
    if (typeof shares === 'string') return shares === 'OUT_OF_RANGE' ? 'SHARE_INVALID' : shares;
    if (shares.every(({ value }) => value === 0))
      return shares.length === 0 ? 'BALLOT_EMPTY' : 'SHARE_INVALID';
    const units = divide(weight * sharesPerVote, shares);
    return shares.map(({ option }, place) => ({ option, units: units[place] ?? 0 }));
  },
};

const score: AdditiveMethod = {
  unitsPerVote: 1,
  marksOf: ({ scores }, weight, options) => {
    const given = numbersOf(scores, options, highestScore);
    if (typeof given === 'string') return given === 'OUT_OF_RANGE' ? 'SCORE_INVALID' : given;
    return given.map(({ option, value }) => ({ option, units: weight * value }));
  },
};

/**
 * Each vote more for an option costs more: `credits` buy their square root, rounded down to a thousandth, of a hundred credits for each
 * unit of weight. Only for rolls of people who are known to be different: a purse that is split over many identities buys more.
 */
const quadratic: AdditiveMethod = {
  unitsPerVote: rootsPerVote,
  marksOf: ({ weights }, weight, options) => {
    const spent = numbersOf(weights, options, creditsPerVoter * weight);
    if (typeof spent === 'string') return spent === 'OUT_OF_RANGE' ? 'CREDITS_EXCEEDED' : spent;
    const sum = spent.reduce((all, { value }) => all + value, 0);
    if (sum > creditsPerVoter * weight) return 'CREDITS_EXCEEDED';
    return spent.map(({ option, value }) => ({
      option,
      units: squareRoot(value, rootsPerVote),
    }));
  },
};

export const additiveMethods = {
  'single-choice': singleChoice,
  approval,
  weighted,
  score,
  quadratic,
} as const satisfies Partial<Readonly<Record<VotingMethod, AdditiveMethod>>>;

/** The places of options, each named once. */
export function placesOf(
  names: readonly unknown[],
  options: OptionPlaces,
): readonly number[] | 'OPTION_UNKNOWN' | 'OPTION_REPEATED' {
  const places: number[] = [];
  for (const name of names) {
    const place = typeof name === 'string' ? options.get(name) : undefined;
    if (place === undefined) return 'OPTION_UNKNOWN';
    if (places.includes(place)) return 'OPTION_REPEATED';
    places.push(place);
  }
  return places;
}

interface Given {
  readonly option: number;
  readonly value: number;
}

function numbersOf(
  given: unknown,
  options: OptionPlaces,
  most: number,
): readonly Given[] | 'BALLOT_MALFORMED' | 'OPTION_UNKNOWN' | 'OUT_OF_RANGE' {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'BALLOT_MALFORMED';
  const numbers: Given[] = [];
  for (const name of Object.keys(given)) {
    const option = options.get(name);
    const value = (given as Readonly<Record<string, unknown>>)[name];
    if (option === undefined) return 'OPTION_UNKNOWN';
    if (!isWhole(value, 0, most)) return 'OUT_OF_RANGE';
    numbers.push({ option, value });
  }
  return numbers;
}

/** A whole divided by shares, each part rounded down. */
function divide(whole: number, shares: readonly Given[]): readonly number[] {
  const sum = shares.reduce((all, { value }) => all + value, 0);
  if (whole * sum <= Number.MAX_SAFE_INTEGER)
    return shares.map(({ value }) => Math.floor((whole * value) / sum));
  const exact = shares.reduce((all, { value }) => all + BigInt(value), 0n);
  return shares.map(({ value }) => Number((BigInt(whole) * BigInt(value)) / exact));
}

/** The square root of a whole number in parts of `parts`, rounded down. */
function squareRoot(value: number, parts: number): number {
  const square = BigInt(value) * BigInt(parts) ** 2n;
  let root = Math.floor(Math.sqrt(value) * parts);
  while (BigInt(root) ** 2n > square) root -= 1;
  while (BigInt(root + 1) ** 2n <= square) root += 1;
  return root;
}
