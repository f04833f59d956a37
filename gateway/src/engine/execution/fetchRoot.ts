import { isObjectType } from 'graphql';
import type { RootFetch } from '../plan/Step.js';
import type { SubgraphResult } from '../transport/readSubgraphResult.js';
import { SubgraphFailure } from '../transport/SubgraphFailure.js';
import { applyRewrites } from './applyRewrites.js';
import { callSubgraph } from './callSubgraph.js';
import type { Execution } from './Execution.js';
import { mergeInto } from './mergeInto.js';
import { reportRootErrors, reportRootFields } from './rootErrors.js';

/** Fetches fields of the root and adds them to the response. */
export async function fetchRoot<Context>(execution: Execution<Context>, fetch: RootFetch): Promise<void> {
  const outcome = await callSubgraph(execution, fetch.call);
  if (outcome instanceof SubgraphFailure) reportRootFields(execution, fetch, outcome);
  else takeRootResult(execution, fetch, outcome);
}

/** Adds an answer for the root to the response: a fetch's, or an event's of a subscription. */
export function takeRootResult(
  execution: Execution<unknown>,
  fetch: RootFetch,
  result: SubgraphResult,
): void {
  reportRootErrors(execution, fetch, result);
  if (result.data === null) return;
  const { schema, membership } = execution.supergraph;
  applyRewrites(result.data, fetch.outputRewrites, membership);
  const disputed = mergeInto(execution.data, result.data, (name) => isObjectType(schema.getType(name)));
  if (disputed.length === 0) return;
  const error = new SubgraphFailure('SUBGRAPH_DISAGREES', fetch.call.subgraph);
  reportRootFields(execution, { ...fetch, keys: disputed }, error);
}
