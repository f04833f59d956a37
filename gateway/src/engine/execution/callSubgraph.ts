import type { SubgraphCall } from '../plan/Step.js';
import { readSubgraphResult, type SubgraphResult } from '../transport/readSubgraphResult.js';
import { SubgraphFailure } from '../transport/SubgraphFailure.js';
import type { Execution } from './Execution.js';
import { PlannedRequest } from './PlannedRequest.js';
import { startQueue } from './StartQueue.js';

/**
 * Sends one planned query, with the JSON text of the variables that hold entities. Answers a {@link SubgraphFailure}
 * when the call failed as a whole; throws only when the operation was aborted.
 */
export async function callSubgraph<Context>(
  execution: Execution<Context>,
  call: SubgraphCall,
  entities: readonly string[] = [],
): Promise<SubgraphResult | SubgraphFailure> {
  execution.cancellation.throwIfCancelled();
  try {
    const request = new PlannedRequest(execution, call, entities);
    return readSubgraphResult(call.subgraph, await execution.transportOf(call.subgraph).fetch(request));
  } catch (error) {
    execution.cancellation.throwIfCancelled();
    if (error instanceof SubgraphFailure) return error;
    return new SubgraphFailure('SUBGRAPH_UNREACHABLE', call.subgraph, { cause: error });
  } finally {
    startQueue.answered();
  }
}
