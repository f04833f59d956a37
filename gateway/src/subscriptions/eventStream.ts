import { stringifyResult, type EngineResult } from '../engine/EngineError.js';
import { BoundedQueue } from './BoundedQueue.js';

export interface EventStreamSettings {
  /** Events kept for a subscriber that reads slower than they come. */
  readonly capacity: number;
  /** How often an idle subscriber gets a comment, so that nobody in between closes the connection, ms. */
  readonly heartbeatMs: number;
  /** Ends the stream and, through the engine, the subscription upstream. */
  readonly end: AbortController;
  /** Gives the last result of a stream that may not go on. What is queued by then is thrown away. */
  readonly ending?: Promise<EngineResult | undefined>;
}

const complete = 'event: complete\ndata:\n\n';
const heartbeat = ':\n\n';

/**
 * Results as server-sent events, in the distinct connections mode of the GraphQL over SSE protocol. A subscriber
 * that falls too far behind gets SUBSCRIBER_TOO_SLOW and no more.
 */
export async function* eventStream(
  results: AsyncIterable<EngineResult>,
  settings: EventStreamSettings,
): AsyncGenerator<string, void, undefined> {
  const { end, capacity, heartbeatMs } = settings;
  const queue = new BoundedQueue<EngineResult>(capacity);
  end.signal.addEventListener('abort', () => queue.close({ discard: true }), { once: true });
  let verdict: EngineResult | undefined;
  void settings.ending?.then((last) => {
    verdict = last;
    if (last !== undefined) queue.close({ discard: true });
  });
  const pumping = pump(results, queue);
  try {
    for (
      let taken = await queue.take(heartbeatMs);
      taken.kind !== 'closed';
      taken = await queue.take(heartbeatMs)
    )
      yield taken.kind === 'idle' ? heartbeat : nextEvent(taken.value);
    if (end.signal.aborted) return;
    const last = verdict ?? (await pumping);
    if (last !== undefined) yield nextEvent(last);
    yield complete;
  } finally {
    end.abort();
  }
}

function nextEvent(result: EngineResult): string {
  return `event: next\ndata: ${stringifyResult(result).toString()}\n\n`;
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
