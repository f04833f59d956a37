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

/** Fetches fields of entities that are in the response and attaches them to every object that stands for one. */
export async function fetchEntities<Context>(
  execution: Execution<Context>,
  fetch: EntityFetch,
): Promise<void> {
  const requests = fetch.groups.map((group) => collectEntities(execution, group));
  for (const request of requests) explainFields(execution, request, request.unanswerable);
  if (requests.every(({ representations }) => representations.length === 0)) return;
  const variables = requests.map(
    ({ group, representations }) => `${JSON.stringify(group.variable)}:[${representations.join(',')}]`,
  );
  const outcome = await callSubgraph(execution, fetch.call, variables).finally(() => {
    for (const { objects } of requests) for (const each of objects) execution.awaited.release(each);
  });
  if (outcome instanceof SubgraphFailure)
    for (const request of requests)
      reportFields(execution, request, { error: outcome, objects: request.objects.flat() });
  else takeEntities(execution, fetch, { requests, result: outcome });
}

function takeEntities(
  execution: Execution<unknown>,
  fetch: EntityFetch,
  { requests, result }: { readonly requests: readonly EntityRequest[]; readonly result: SubgraphResult },
): void {
  if (result.errors.length > 0) reportEntityErrors(execution, requests, result);
  for (const request of requests) {
    const entities = result.data === null ? undefined : ownValue(result.data, request.group.alias);
    if (Array.isArray(entities) && entities.length === request.representations.length)
      attach(execution, request, { entities, result });
    else if (request.representations.length > 0 && result.errors.length === 0) {
      const error = new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', fetch.call.subgraph);
      reportFields(execution, request, { error, objects: request.objects.flat() });
    } else explainFields(execution, request, request.objects.flat());
  }
}

/**
 * Objects that stand for the same entity share what was fetched for it: a data key means the same at all of them
 * (see DataKeys), so whatever later steps add is right for each, and the writer writes it once.
 */
function attach(
  execution: Execution<unknown>,
  request: EntityRequest,
  { entities, result }: { readonly entities: readonly unknown[]; readonly result: SubgraphResult },
): void {
  const { schema, membership } = execution.supergraph;
  const isObject = (name: string) => isObjectType(schema.getType(name));
  applyRewrites(entities, request.group.outputRewrites, membership);
  for (const [position, entity] of entities.entries()) {
    const objects = request.objects[position] ?? [];
    if (isJsonObject(entity)) {
      if (objects.length > 1) share(execution, entity);
      for (const object of objects) mergeInto(object, entity, isObject);
    } else if (entity === null && !hasErrorAt(result, request.group.alias, position))
      for (const object of objects) mergeInto(object, nulls(execution, request, object), isObject);
  }
}

function share({ shared }: Execution<unknown>, entity: JsonObject): void {
  for (const value of Object.values(entity))
    if (typeof value === 'object' && value !== null) shared.add(value);
}

/** An entity its subgraph does not know is no failure: its fields are null, also for what requires them. */
function nulls(execution: Execution<unknown>, { group }: EntityRequest, object: JsonObject): JsonObject {
  return Object.fromEntries(plannedKeys(execution, group, object).map((key) => [key, null]));
}
