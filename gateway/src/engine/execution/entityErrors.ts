import { ownValue, type JsonObject } from '../jsonObject.js';
import type { EntityField, EntityGroup } from '../plan/Step.js';
import type { SubgraphError, SubgraphResult } from '../transport/readSubgraphResult.js';
import type { SubgraphFailure } from '../transport/SubgraphFailure.js';
import { renamedKeys } from './applyRewrites.js';
import { clientPath } from './clientPath.js';
import type { EntityRequest } from './collectEntities.js';
import type { Execution } from './Execution.js';
import { missingPaths } from './missingPaths.js';
import type { Place, ResponsePath } from './Place.js';
import { reportError } from './reportError.js';

/** Most places one failed call or one error is reported at: an entity can be in a list thousands of times. */
const reportLimit = 100;

/** Reports an error at every field the call should have brought to the objects. */
export function reportFields(
  execution: Execution<unknown>,
  request: EntityRequest,
  { error, objects }: { readonly error: SubgraphError | SubgraphFailure; readonly objects: Objects },
): void {
  const places = request.places.of(objects);
  for (const place of places.slice(0, reportLimit))
    eachFieldAt(execution, request.group, { place, use: (path) => reportError(execution, error, path) });
  explainAt(execution, request.group, places.slice(reportLimit));
}

/** Says that the fields the call should have brought are null because of an error reported elsewhere. */
export function explainFields(
  execution: Execution<unknown>,
  { group, places }: EntityRequest,
  objects: Objects,
): void {
  if (objects.length > 0) explainAt(execution, group, places.of(objects));
}

type Objects = readonly JsonObject[];

function explainAt(execution: Execution<unknown>, group: EntityGroup, places: readonly Place[]): void {
  for (const place of places)
    eachFieldAt(execution, group, { place, use: (path) => execution.errors.explain(path) });
}

/** Maps the errors of an answer from `_entities` positions to the client's paths. */
export function reportEntityErrors(
  execution: Execution<unknown>,
  requests: readonly EntityRequest[],
  { data, errors }: SubgraphResult,
): void {
  for (const error of errors) {
    const [alias, position, ...rest] = error.path ?? [];
    const request = requests.find(({ group }) => group.alias === alias);
    if (request === undefined) reportUnplaced(execution, error, { requests, isWhole: data === null });
    else if (typeof position !== 'number')
      reportFields(execution, request, { error, objects: request.objects.flat() });
    else reportAtEntity(execution, error, { request, position, rest });
  }
}

function reportUnplaced(
  execution: Execution<unknown>,
  error: SubgraphError,
  { requests, isWhole }: { readonly requests: readonly EntityRequest[]; readonly isWhole: boolean },
): void {
  if (!isWhole) {
    reportError(execution, error);
    return;
  }
  for (const request of requests)
    reportFields(execution, request, { error, objects: request.objects.flat() });
}

function reportAtEntity(
  execution: Execution<unknown>,
  error: SubgraphError,
  {
    request,
    position,
    rest,
  }: { readonly request: EntityRequest; readonly position: number; readonly rest: ResponsePath },
): void {
  const { group } = request;
  const objects = request.objects[position];
  if (objects === undefined) {
    reportError(execution, error);
    return;
  }
  if (rest.length === 0) {
    reportFields(execution, request, { error, objects });
    return;
  }
  const renamed = renamedKeys(group.outputRewrites);
  const keys = rest.map((key) => (typeof key === 'string' ? (renamed.get(key) ?? key) : key));
  const places = request.places.of(objects);
  for (const place of places.slice(0, reportLimit)) reportError(execution, error, [...place.path, ...keys]);
  explainAt(execution, group, places);
}

/** Whether an answer has an error for the entity at a position. */
export function hasErrorAt({ errors }: SubgraphResult, alias: string, position: number): boolean {
  return errors.some(({ path }) => path?.[0] === alias && (path[1] === position || path.length === 1));
}

/** The response keys a group brings to an object, which depend on its type. */
export function plannedKeys(
  execution: Execution<unknown>,
  group: EntityGroup,
  object: JsonObject,
): readonly string[] {
  return [...new Set(plannedFields(execution, group, object).map(({ key }) => key))];
}

function plannedFields(
  { supergraph: { membership } }: Execution<unknown>,
  { fields }: EntityGroup,
  object: JsonObject,
): readonly EntityField[] {
  const typename = ownValue(object, '__typename');
  return fields.filter(
    ({ condition }) => typeof typename !== 'string' || membership.satisfies(typename, condition),
  );
}

/** The client's paths of a group's fields at one place; the place itself when the client selects none of them. */
function eachFieldAt(
  execution: Execution<unknown>,
  group: EntityGroup,
  { place, use }: { readonly place: Place; readonly use: (path: ResponsePath) => void },
): void {
  const { object, path: at } = place;
  const fields = plannedFields(execution, group, object)
    .map((field) => ({ ...field, path: clientPath(execution, [...at, field.key]) }))
    .filter(({ path }) => path.length > at.length);
  const byKey = new Map(fields.map((field) => [field.key, field]));
  if (byKey.size === 0) use(clientPath(execution, at));
  for (const { key, path, half } of byKey.values())
    if (half === undefined) use(path);
    else
      execution.errors.later(() => {
        const selected = { value: ownValue(object, key), selectionSet: half, at: [...at, key] };
        for (const missing of missingPaths(execution, group, selected)) use(clientPath(execution, missing));
      });
}
