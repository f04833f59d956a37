import { isObjectType } from 'graphql';
import { isJsonObject, ownValue, type JsonObject } from '../jsonObject.js';
import type { EntityFetch } from '../plan/Step.js';
import type { SubgraphResult } from '../transport/readSubgraphResult.js';
import { SubgraphFailure } from '../transport/SubgraphFailure.js';
import { applyRewrites } from './applyRewrites.js';
import { callSubgraph } from './callSubgraph.js';
import { collectEntities, type EntityRequest } from './collectEntities.js';
import { explainFields, hasErrorAt, plannedKeys, reportEntityErrors, reportFields } from './entityErrors.js';
import type { Execution } from './Execution.js';
import { mergeInto } from './mergeInto.js';
import type { Place } from './Place.js';

/** Fetches fields of entities that are in the response and attaches them to every place each entity is at. */
export async function fetchEntities<Context>(
  execution: Execution<Context>,
  fetch: EntityFetch,
): Promise<void> {
  const requests = fetch.groups.map((group) => collectEntities(execution, group));
  for (const request of requests) explainFields(execution, request.group, request.unanswerable);
  if (requests.every(({ representations }) => representations.length === 0)) return;
  const variables = Object.fromEntries(
    requests.map(({ group, representations }) => [group.variable, representations]),
  );
  const outcome = await callSubgraph(execution, fetch.call, variables);
  if (outcome instanceof SubgraphFailure)
    for (const request of requests)
      reportFields(execution, request.group, { error: outcome, places: request.places.flat() });
  else takeEntities(execution, fetch, { requests, result: outcome });
}

function takeEntities(
  execution: Execution<unknown>,
  fetch: EntityFetch,
  { requests, result }: { readonly requests: readonly EntityRequest[]; readonly result: SubgraphResult },
): void {
  reportEntityErrors(execution, requests, result);
  for (const request of requests) {
    const entities = result.data === null ? undefined : ownValue(result.data, request.group.alias);
    if (Array.isArray(entities) && entities.length === request.representations.length)
      attach(execution, request, { entities, result });
    else if (request.representations.length > 0 && result.errors.length === 0) {
      const error = new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', fetch.call.subgraph);
      reportFields(execution, request.group, { error, places: request.places.flat() });
    } else explainFields(execution, request.group, request.places.flat());
  }
}

/** Each place gets its own copy: places that hold the same entity may be completed differently by later steps. */
function attach(
  execution: Execution<unknown>,
  request: EntityRequest,
  { entities, result }: { readonly entities: readonly unknown[]; readonly result: SubgraphResult },
): void {
  const { schema, membership } = execution.supergraph;
  const isObject = (name: string) => isObjectType(schema.getType(name));
  applyRewrites(entities, request.group.outputRewrites, membership);
  for (const [position, entity] of entities.entries()) {
    const isUnknown = entity === null && !hasErrorAt(result, request.group.alias, position);
    for (const [index, place] of (request.places[position] ?? []).entries()) {
      if (isUnknown) mergeInto(place.object, nulls(execution, request, place), isObject);
      if (isJsonObject(entity))
        mergeInto(place.object, index === 0 ? entity : structuredClone(entity), isObject);
    }
  }
}

/** An entity its subgraph does not know is no failure: its fields are null, also for what requires them. */
function nulls(execution: Execution<unknown>, { group }: EntityRequest, place: Place): JsonObject {
  return Object.fromEntries(plannedKeys(execution, group, place).map((key) => [key, null]));
}
