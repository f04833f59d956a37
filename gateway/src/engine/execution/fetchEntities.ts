import { isObjectType } from 'graphql';
import { isJsonObject, ownValue, setOwnValue, type JsonObject } from '../jsonObject.js';
import type { EntityFetch, EntityGroup } from '../plan/Step.js';
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
  only?: ReadonlySet<JsonObject>,
): Promise<void> {
  const requests = fetch.groups.map((group) => collectEntities(execution, group, only));
  for (const request of requests)
    for (const object of request.keyless) setNulls(execution, request.group, object);
  const lacking = requests.some(({ unanswerable }) => unanswerable.length > 0);
  if (lacking) await Promise.all([ask(execution, fetch, requests), askInParts(execution, fetch, requests)]);
  else await ask(execution, fetch, requests);
}

/** What an object lacks keeps back only the fields that require it. */
async function askInParts<Context>(
  execution: Execution<Context>,
  fetch: EntityFetch,
  requests: readonly EntityRequest[],
): Promise<void> {
  const parts = fetch.inParts();
  if (parts === undefined)
    for (const request of requests) explainFields(execution, request, request.unanswerable);
  else await fetchEntities(execution, parts, new Set(requests.flatMap(({ unanswerable }) => unanswerable)));
}

async function ask<Context>(
  execution: Execution<Context>,
  fetch: EntityFetch,
  requests: readonly EntityRequest[],
): Promise<void> {
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
  const { subgraph } = fetch.call;
  if (result.errors.length > 0) reportEntityErrors(execution, requests, result);
  for (const request of requests) {
    const entities = result.data === null ? undefined : ownValue(result.data, request.group.alias);
    if (Array.isArray(entities) && entities.length === request.representations.length)
      attach(execution, request, { entities, result, subgraph });
    else if (request.representations.length > 0 && result.errors.length === 0) {
      const error = new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', subgraph);
      reportFields(execution, request, { error, objects: request.objects.flat() });
    } else explainFields(execution, request, request.objects.flat());
  }
}

interface Attaching {
  readonly entities: readonly unknown[];
  readonly result: SubgraphResult;
  readonly subgraph: string;
}

/**
 * Objects that stand for the same entity share what was fetched for it: a data key means the same at all of them
 * (see DataKeys), so whatever later steps add is right for each, and the writer writes it once.
 */
function attach(
  execution: Execution<unknown>,
  request: EntityRequest,
  { entities, result, subgraph }: Attaching,
): void {
  const { schema, membership } = execution.supergraph;
  const isObject = (name: string) => isObjectType(schema.getType(name));
  applyRewrites(entities, request.group.outputRewrites, membership);
  for (const [position, entity] of entities.entries()) {
    const objects = request.objects[position] ?? [];
    if (isJsonObject(entity)) {
      const planned = plannedPart(request.group, entity);
      if (objects.length > 1) share(execution, planned);
      for (const object of objects) {
        const disputed = mergeInto(object, planned, isObject);
        if (disputed.length > 0) reportDisputed(execution, request, { disputed, object, subgraph });
      }
    } else if (entity !== null) {
      const error = new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', subgraph);
      reportFields(execution, request, { error, objects });
    } else if (!hasErrorAt(result, request.group.alias, position))
      for (const object of objects) setNulls(execution, request.group, object);
  }
}

/** What another subgraph gave stays, and what this one should have added is missing. */
function reportDisputed(
  execution: Execution<unknown>,
  request: EntityRequest,
  { disputed, object, subgraph }: Disputed,
): void {
  const fields = request.group.fields.filter(({ key }) => disputed.includes(key));
  const concerned = { ...request, group: { ...request.group, fields } };
  const error = new SubgraphFailure('SUBGRAPH_DISAGREES', subgraph);
  reportFields(execution, concerned, { error, objects: [object] });
}

interface Disputed {
  readonly disputed: readonly string[];
  readonly object: JsonObject;
  readonly subgraph: string;
}

function share({ shared }: Execution<unknown>, entity: JsonObject): void {
  for (const value of Object.values(entity))
    if (typeof value === 'object' && value !== null) shared.add(value);
}

/** What was asked for: a subgraph that sends more must not change what others said. */
function plannedPart({ keys }: EntityGroup, entity: JsonObject): JsonObject {
  if (Object.keys(entity).every((key) => keys.has(key))) return entity;
  return Object.fromEntries(Object.entries(entity).filter(([key]) => keys.has(key)));
}

/**
 * An entity that its subgraph does not know, or that has no key, is no failure: its fields are null, also for what
 * requires them.
 */
function setNulls(execution: Execution<unknown>, group: EntityGroup, object: JsonObject): void {
  for (const key of plannedKeys(execution, group, object))
    if (ownValue(object, key) === undefined) setOwnValue(object, key, null);
}
