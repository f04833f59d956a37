/**
 * How quickly batches of a size were run, by processor time: a model has one core, and what other programs take of it would
 * decide instead of the model.
 */
interface Measured {
  /** Tasks a millisecond, the newer runs counting more. */
  readonly rate: number;
  readonly runs: number;
  /** How long the model had run when it was last measured, milliseconds. */
  readonly lastAt: number;
}

/** What is known of one model on this device. Sizes are powers of two. */
export interface BatchHistory {
  /** How long the model has run altogether, milliseconds. */
  readonly spentMs: number;
  readonly sizes: ReadonlyMap<number, Measured>;
}

export const noBatches: BatchHistory = { spentMs: 0, sizes: new Map() };

/** Most tasks run together: what is gained beyond is little, what is lost when one breaks the process is more. */
export const largestBatch = 32;

/** Runs of a size before it is judged: the first one pays for new buffers. */
const runsToJudge = 3;

/** Share of the best rate below which a larger size is not tried. */
const stillGood = 0.95;

/**
 * Other programs come and go, so a size that was not chosen is measured again once that costs no more than this share of
 * the time since. Five such sizes lose four hundredths at most.
 */
const probeShare = 0.008;

/** Weight of a run in the rate of its size. */
const newest = 0.3;

/** How many of the tasks that wait for one model are run together now: a power of two, at most as many as wait. */
export function nextBatchSize({ spentMs, sizes }: BatchHistory, waiting: number): number {
  const possible = powersOfTwo(Math.min(waiting, largestBatch));
  const judged = possible.filter((size) => isJudged(sizes.get(size)));
  const best = judged.reduce((a, b) => (rateOf(sizes, b) > rateOf(sizes, a) ? b : a), 1);
  const next = possible.find((size) => !judged.includes(size));
  const isPromising =
    next === undefined || next === 1 || rateOf(sizes, next / 2) >= stillGood * rateOf(sizes, best);
  if (next !== undefined && isPromising) return next;
  const probed = judged.find((size) => {
    const wastedMs = size / rateOf(sizes, size) - size / rateOf(sizes, best);
    return size !== best && wastedMs <= probeShare * (spentMs - (sizes.get(size)?.lastAt ?? 0));
  });
  return probed ?? best;
}

/** The size that has been quickest so far, and what a task takes in it; null when nothing was measured. */
export function bestBatch({
  sizes,
}: BatchHistory): { readonly size: number; readonly msPerTask: number } | null {
  const best = [...sizes].reduce<readonly [number, Measured] | null>(
    (quickest, each) => (quickest === null || each[1].rate > quickest[1].rate ? each : quickest),
    null,
  );
  return best === null || best[1].rate === 0 ? null : { size: best[0], msPerTask: 1 / best[1].rate };
}

/** A size that broke the process once is not tried three times. */
function isJudged(measured: Measured | undefined): boolean {
  return measured !== undefined && (measured.runs >= runsToJudge || measured.rate === 0);
}

/** What is known after a batch of `size` took `processorMs`; Infinity when it never came to its end. */
export function afterBatch(
  { spentMs, sizes }: BatchHistory,
  { size, processorMs }: { readonly size: number; readonly processorMs: number },
): BatchHistory {
  const before = sizes.get(size);
  const rate = size / Math.max(processorMs, 0.001);
  // What the first run says is forgotten with the second.
  const known =
    before === undefined || before.runs === 1 ? rate : before.rate + newest * (rate - before.rate);
  const spent = spentMs + (Number.isFinite(processorMs) ? processorMs : 0);
  const measured = { rate: known, runs: (before?.runs ?? 0) + 1, lastAt: spent };
  return { spentMs: spent, sizes: new Map(sizes).set(size, measured) };
}

function rateOf(sizes: BatchHistory['sizes'], size: number): number {
  return sizes.get(size)?.rate ?? 0;
}

function powersOfTwo(limit: number): readonly number[] {
  const count = Math.floor(Math.log2(Math.max(1, limit))) + 1;
  return Array.from({ length: count }, (_, index) => 2 ** index);
}
