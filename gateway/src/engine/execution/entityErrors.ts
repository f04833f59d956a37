import { ownValue } from '../jsonObject.js';
import type { EntityGroup } from '../plan/Step.js';
import type { SubgraphError, SubgraphResult } from '../transport/readSubgraphResult.js';
import type { SubgraphFailure } from '../transport/SubgraphFailure.js';
import { renamedKeys } from './applyRewrites.js';
import { clientPath } from './clientPath.js';
import type { EntityRequest } from './collectEntities.js';
import type { Execution } from './Execution.js';
import { spellPath, type Place, type ResponsePath } from './Place.js';
import { reportError } from './reportError.js';

/** Most places one failed call or one error is reported at: an entity can be in a list thousands of times. */
const placeLimit = 100;

/** Reports an error at every field the call should have brought to the places. */
export function reportFields(
  execution: Execution<unknown>,
  group: EntityGroup,
  { error, places }: { readonly error: SubgraphError | SubgraphFailure; readonly places: readonly Place[] },
): void {
  for (const place of places.slice(0, placeLimit))
    for (const path of fieldPaths(execution, group, place)) reportError(execution, error, path);
  explainFields(execution, group, places.slice(placeLimit));
}

/** Says that the fields the call should have brought are null because of an error reported elsewhere. */
export function explainFields(
  execution: Execution<unknown>,
  group: EntityGroup,
  places: readonly Place[],
): void {
  for (const place of places)
    for (const path of fieldPaths(execution, group, place)) execution.errors.explain(path);
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
      reportFields(execution, request.group, { error, places: request.places.flat() });
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
  for (const { group, places } of requests) reportFields(execution, group, { error, places: places.flat() });
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
  const places = request.places[position] ?? [];
  if (rest.length === 0) {
    reportFields(execution, request.group, { error, places });
    return;
  }
  const renamed = renamedKeys(request.group.outputRewrites);
  const keys = rest.map((key) => (typeof key === 'string' ? (renamed.get(key) ?? key) : key));
  for (const place of places.slice(0, placeLimit))
    reportError(execution, error, [...spellPath(place.path), ...keys]);
  explainFields(execution, request.group, places);
}

/** Whether an answer has an error for the entity at a position. */
export function hasErrorAt({ errors }: SubgraphResult, alias: string, position: number): boolean {
  return errors.some(({ path }) => path?.[0] === alias && (path[1] === position || path.length === 1));
}

/** The response keys a group brings to the object at a place, which depend on the object's type. */
export function plannedKeys(
  execution: Execution<unknown>,
  group: EntityGroup,
  place: Place,
): readonly string[] {
  const { membership } = execution.supergraph;
  const typename = ownValue(place.object, '__typename');
  const renamed = renamedKeys(group.outputRewrites);
  const keys = group.fields
    .filter(({ condition }) => typeof typename !== 'string' || membership.satisfies(typename, condition))
    .map(({ key }) => renamed.get(key) ?? key);
  return [...new Set(keys)];
}

/** The client's paths of a group's fields at one place; the place itself when the client selects none of them. */
function fieldPaths(
  execution: Execution<unknown>,
  group: EntityGroup,
  place: Place,
): readonly ResponsePath[] {
  const at = spellPath(place.path);
  const paths = plannedKeys(execution, group, place)
    .map((key) => clientPath(execution, [...at, key]))
    .filter((path) => path.length > at.length);
  return paths.length === 0 ? [clientPath(execution, at)] : paths;
}
