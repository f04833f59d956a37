/** What members stand behind a proposal with, as it was when it last changed. Time goes in whole steps, such as hours. */
export interface Conviction {
  /** The conviction at `at`, in 2^-32 of a vote. */
  readonly level: bigint;
  /** The weight behind it since then. */
  readonly support: number;
  readonly at: number;
}

/** When conviction is enough for a share of a common pool. */
export interface ConvictionTerms {
  /** Steps after which half of what was there is left. */
  readonly halfLife: number;
  /** What is asked for and what there is, whole numbers of anything. */
  readonly requested: number;
  readonly available: number;
  /** Most of the pool that anybody can ask for, and how steep it is to come near that: β and ρ, in hundredths of a percent. */
  readonly mostShare: number;
  readonly steepness: number;
  /** The weight of everybody who could support it. */
  readonly supply: number;
}

const fraction = 64n;
const one = 1n << fraction;
/** `Conviction.level` is kept this much coarser than decay. */
const levelFraction = 32n;
const all = 10_000n;

/**
 * Conviction after `now - at` steps: y ← a·y + x each, a = 2^(-1/half-life). Whole numbers of fixed fractions alone, so that every
 * replica comes to the same; however often it is brought up to date between, it differs by less than a millionth of a vote.
 */
export function convictionAt({ level, support, at }: Conviction, halfLife: number, now: number): Conviction {
  const steps = now - at;
  if (steps <= 0) return { level, support, at };
  const decayed = powerOf(decayOf(halfLife), steps);
  const added = ((BigInt(support) << fraction) * (one - decayed)) / (one - decayOf(halfLife));
  return { level: ((level * decayed) >> fraction) + (added >> (fraction - levelFraction)), support, at: now };
}

/**
 * What conviction has to come to, in the same unit: ρ·S / ((1 − a)·(β − r/R)²); null where more is asked for than anybody can have.
 * After 1Hive's conviction voting.
 */
export function convictionNeeded(terms: ConvictionTerms): bigint | null {
  const { halfLife, requested, available, mostShare, steepness, supply } = terms;
  const room = BigInt(mostShare) * BigInt(available) - all * BigInt(requested);
  if (room <= 0n) return null;
  // (β − r/R) is room / (10,000·R).
  const scale = all * BigInt(available);
  const above = BigInt(steepness) * BigInt(supply) * scale * scale * one;
  return (above << levelFraction) / (all * room * room) / (one - decayOf(halfLife));
}

const decays = new Map<number, bigint>();

/** 2^(-1/half-life), rounded down: the largest fraction whose half-life-th power is at most a half. */
function decayOf(halfLife: number): bigint {
  const known = decays.get(halfLife);
  if (known !== undefined) return known;
  let [low, high] = [0n, one];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if ((middle ** BigInt(halfLife)) << 1n <= one ** BigInt(halfLife)) low = middle;
    else high = middle;
  }
  decays.set(halfLife, low);
  return low;
}

/** By squaring, rounded down at each step. */
function powerOf(base: bigint, exponent: number): bigint {
  let [result, square] = [one, base];
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = (result * square) >> fraction;
    square = (square * square) >> fraction;
  }
  return result;
}
