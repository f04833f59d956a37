import type { EngineResult } from '../engine/EngineError.js';
import type { Cancellation } from '../engine/transport/Cancellation.js';
import { BoundedQueue } from './BoundedQueue.js';

export interface BoundedResultsSettings {
  /** Results kept for a subscriber that reads slower than they come. */
  readonly capacity: number;
  /** How long to wait for a result before saying `idle`, ms. */
  readonly idleMs: number;
  /** Ends the results and, through the engine, the subscription upstream. Cancelled by the time the iteration is over. */
  readonly end: Cancellation;
  /** Gives the last result of a subscription that may not go on. What is queued by then is thrown away. */
  readonly ending?: Promise<EngineResult | undefined>;
}

/**
 * Results at the reader's pace, `idle` when none came for a while, and `complete` after the last, unless nobody is there
 * to hear it. Whoever falls too far behind gets SUBSCRIBER_TOO_SLOW as the last one.
 */
export async function* boundedResults(
  results: AsyncIterable<EngineResult>,
  { capacity, idleMs, end, ending }: BoundedResultsSettings,
): AsyncGenerator<EngineResult | 'idle' | 'complete', void, undefined> {
  const queue = new BoundedQueue<EngineResult>(capacity);
  const discard = (): void => queue.close({ discard: true });
  end.whenCancelled(discard);
  let verdict: EngineResult | undefined;
  void ending?.then((last) => {
    verdict = last;
    if (last !== undefined) discard();
  });
  const pumping = pump(results, queue);
  try {
    for (let taken = await queue.take(idleMs); taken.kind !== 'closed'; taken = await queue.take(idleMs))
      yield taken.kind === 'idle' ? 'idle' : taken.value;
    if (end.isCancelled) return;
    const last = verdict ?? (await pumping);
    if (last !== undefined) yield last;
    yield 'complete';
  } finally {
    end.cancel();
  }
}

/** Moves results into the queue until they end. Answers what is to be said at the end, when there is something. */
async function pump(
  results: AsyncIterable<EngineResult>,
  queue: BoundedQueue<EngineResult>,
): Promise<EngineResult | undefined> {
  try {
    for await (const result of results) if (!queue.push(result)) return tooSlow;
    return undefined;
  } catch {
    return failed;
  } finally {
    queue.close({ discard: false });
  }
}

const tooSlow: EngineResult = {
  errors: [{ message: 'The subscriber reads too slowly.', extensions: { code: 'SUBSCRIBER_TOO_SLOW' } }],
};

const failed: EngineResult = {
  errors: [{ message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
};
