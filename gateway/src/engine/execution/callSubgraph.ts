import type { SubgraphCall } from '../plan/Step.js';
import { readSubgraphResult, type SubgraphResult } from '../transport/readSubgraphResult.js';
import { SubgraphFailure } from '../transport/SubgraphFailure.js';
import type { SubgraphRequest } from '../transport/SubgraphTransport.js';
import type { JsonObject } from '../jsonObject.js';
import type { Execution } from './Execution.js';

/**
 * Sends one planned query. Answers a {@link SubgraphFailure} when the call failed as a whole;
 * throws only when the operation was aborted.
 */
export async function callSubgraph<Context>(
  execution: Execution<Context>,
  call: SubgraphCall,
  extraVariables: JsonObject,
): Promise<SubgraphResult | SubgraphFailure> {
  execution.signal.throwIfAborted();
  try {
    const request = subgraphRequest(execution, call, extraVariables);
    return readSubgraphResult(call.subgraph, await execution.transportOf(call.subgraph).fetch(request));
  } catch (error) {
    execution.signal.throwIfAborted();
    if (error instanceof SubgraphFailure) return error;
    return new SubgraphFailure('SUBGRAPH_UNREACHABLE', call.subgraph, { cause: error });
  }
}

/** Only the variables the planned query uses, and of those only the ones the client gave: defaults are the subgraph's. */
export function subgraphRequest<Context>(
  execution: Execution<Context>,
  call: SubgraphCall,
  extraVariables: JsonObject,
): SubgraphRequest<Context> {
  const { inputs, context, signal } = execution;
  const given = call.variables
    .filter((name) => Object.hasOwn(inputs, name))
    .map((name): readonly [string, unknown] => [name, inputs[name]]);
  const variables: JsonObject = { ...Object.fromEntries<unknown>(given), ...extraVariables };
  return { query: call.query, operationKind: call.operationKind, variables, context, signal };
}
