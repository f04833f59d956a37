import { isJsonObject, ownValue, type JsonObject } from '../jsonObject.js';
import type { PathSegment, PlannedPath } from '../plan/PlannedPath.js';
import type { TypeMembership } from '../supergraph/TypeMembership.js';

/** Every object a planned path leads to, once, however many places of the response it is at. */
export function objectsAt(
  data: JsonObject,
  path: PlannedPath,
  membership: TypeMembership,
): Iterable<JsonObject> {
  let level = new Set<object>([data]);
  for (const segment of path) level = next(level, segment, membership);
  return [...level].filter(isJsonObject);
}

/** Whether an object is meant by a path's type condition. One whose type was not asked for may be. */
export function hasType(value: unknown, conditions: readonly string[], membership: TypeMembership): boolean {
  if (!isJsonObject(value)) return false;
  const typename = ownValue(value, '__typename');
  if (typeof typename !== 'string') return true;
  return conditions.some((condition) => membership.satisfies(typename, condition));
}

function next(level: ReadonlySet<object>, segment: PathSegment, membership: TypeMembership): Set<object> {
  const reached = new Set<object>();
  switch (segment.kind) {
    case 'member':
      for (const value of level) if (isJsonObject(value)) addObject(reached, ownValue(value, segment.key));
      break;
    case 'type':
      for (const value of level) if (hasType(value, segment.conditions, membership)) reached.add(value);
      break;
    case 'items':
      for (const value of level) addItems(reached, value);
  }
  return reached;
}

/** Lists of lists count as one. */
function addItems(reached: Set<object>, value: unknown): void {
  if (Array.isArray(value)) for (const item of value) addItems(reached, item);
  else addObject(reached, value);
}

function addObject(reached: Set<object>, value: unknown): void {
  if (typeof value === 'object' && value !== null) reached.add(value);
}
