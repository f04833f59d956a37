import { isJsonObject } from '../../engine/jsonObject.js';
import type { SubgraphRequest, SubgraphTransport } from '../../engine/transport/SubgraphTransport.js';
import type { SubgraphTally } from './SubgraphTally.js';

/** The same transport, whose calls are counted: each call that the engine makes, shared ones and refused ones included. */
export function countCalls<Context>(
  transport: SubgraphTransport<Context>,
  tally: SubgraphTally,
): SubgraphTransport<Context> {
  return {
    fetch: (request) => countFetch(transport, tally, request),
    subscribe: async function* (request) {
      tally.openSubscriptions++;
      try {
        yield* transport.subscribe(request);
      } finally {
        tally.openSubscriptions--;
      }
    },
  };
}

async function countFetch<Context>(
  transport: SubgraphTransport<Context>,
  tally: SubgraphTally,
  request: SubgraphRequest<Context>,
): Promise<unknown> {
  const began = performance.now();
  try {
    const answer = await transport.fetch(request);
    tally.answer(performance.now() - began, isJsonObject(answer) && answer.errors !== undefined);
    return answer;
  } catch (error) {
    if (request.cancellation.isCancelled) tally.abandon();
    else tally.fail(error);
    throw error;
  }
}
