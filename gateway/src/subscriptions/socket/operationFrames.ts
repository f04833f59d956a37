import { maskErrors } from '../../http/maskErrors.js';
import type { EngineResult } from '../../engine/EngineError.js';
import type { Cancellation } from '../../engine/transport/Cancellation.js';
import { boundedResults } from '../boundedResults.js';
import { resultJson } from '../resultJson.js';
import type { BegunOperation } from './beginSocketOperation.js';
import type { SocketSettings } from './SocketSettings.js';

export interface FrameTarget {
  /** The client's name of the operation. */
  readonly id: string;
  /** Writes a message, at the pace of the network. */
  readonly send: (text: string) => Promise<void>;
}

/**
 * Writes the results of an operation as `next` messages. It yields nothing: the results are texts already, which the
 * protocol's library would have to parse. Its `return` ends the operation at once, even while a result is awaited.
 */
export function operationFrames<Context>(
  settings: SocketSettings<Context>,
  operation: BegunOperation,
  target: FrameTarget,
): AsyncGenerator<never, void, undefined> {
  const over = write(settings, operation, target).then(() => ({ done: true, value: undefined }) as const);
  const stop = (): typeof over => {
    operation.end.cancel();
    return over;
  };
  return {
    next: () => over,
    return: stop,
    throw: stop,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function write<Context>(
  settings: SocketSettings<Context>,
  { results, end, ending }: BegunOperation,
  { id, send }: FrameTarget,
): Promise<void> {
  const { subscriptionQueue: capacity, subscriptionHeartbeatMs: idleMs } = settings;
  const start = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const shown = masked(settings, results, end);
  for await (const result of boundedResults(shown, { capacity, idleMs, end, ...(ending && { ending }) }))
    if (typeof result === 'object') await send(`${start}${resultJson(result)}}`);
}

async function* masked<Context>(
  settings: SocketSettings<Context>,
  results: AsyncIterable<EngineResult>,
  end: Cancellation,
): AsyncGenerator<EngineResult> {
  try {
    for await (const result of results) yield maskErrors(result, settings.log, settings);
  } catch (error) {
    if (!end.isCancelled) settings.log.error({ err: error }, 'an operation failed');
    throw error;
  }
}
