/** How long two questions took that were asked one after the other, in milliseconds. */
export interface TimedPair {
  /** About something that is there, but not for whoever asks. */
  readonly foreign: number;
  /** About something that does not exist. */
  readonly unknown: number;
}

/** What noise may come to. */
interface Noise {
  readonly milliseconds: number;
  /** Of the median time of questions about nothing. */
  readonly share: number;
}

const usualNoise: Noise = { milliseconds: 0.3, share: 0.15 };

/**
 * How many milliseconds longer it takes to be told nothing of what is there than of what is not: the median of the differences,
 * which a few slow answers do not move. 0 when it is within the noise. Throws when there are no pairs.
 */
export function excessOf(pairs: readonly TimedPair[], noise: Noise = usualNoise): number {
  const difference = medianOf(pairs.map(({ foreign, unknown }) => foreign - unknown));
  const allowed = Math.max(noise.milliseconds, noise.share * medianOf(pairs.map(({ unknown }) => unknown)));
  return Math.abs(difference) <= allowed ? 0 : difference;
}

interface Looking {
  readonly measure: (pairs: number) => Promise<readonly TimedPair[]>;
  readonly firstPairs: number;
  readonly noise?: Noise;
}

/** Whoever sees a difference looks again, with twice as many pairs each time. */
const looks = 4;

/**
 * The excess of {@link excessOf}, as far as it is there each of four times one looks, and points the same way; 0 otherwise. So
 * what other programs do to the clock is no difference, and one that is always there is found.
 */
export async function lastingExcess({ measure, firstPairs, noise = usualNoise }: Looking): Promise<number> {
  let seen = 0;
  for (let look = 0; look < looks; look += 1) {
    const excess = excessOf(await measure(firstPairs * 2 ** look), noise);
    if (excess === 0 || (seen !== 0 && Math.sign(seen) !== Math.sign(excess))) return 0;
    seen = excess;
  }
  return seen;
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined) throw new Error('there is no median of nothing');
  return (low + high) / 2;
}
