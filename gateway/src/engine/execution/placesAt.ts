import type { FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import { isJsonObject, ownValue, type JsonObject } from '../jsonObject.js';
import type { TypeMembership } from '../supergraph/TypeMembership.js';
import { extendPath, type PathLink, type Place } from './Place.js';

interface Cursor {
  readonly value: unknown;
  readonly path: PathLink | undefined;
}

/** Every object of the response a planner's path leads to. Lists of lists count as one `@`. */
export function placesAt(
  data: JsonObject,
  path: readonly FlattenNodePathSegment[],
  membership: TypeMembership,
): readonly Place[] {
  let cursors: readonly Cursor[] = [{ value: data, path: undefined }];
  for (const segment of path) cursors = cursors.flatMap((cursor) => step(cursor, segment, membership));
  return cursors
    .flatMap(items)
    .flatMap(({ value, path: at }) => (isJsonObject(value) ? [{ object: value, path: at }] : []));
}

function step(
  cursor: Cursor,
  segment: FlattenNodePathSegment,
  membership: TypeMembership,
): readonly Cursor[] {
  if (segment === '@') return items(cursor);
  if ('TypeCondition' in segment)
    return hasType(cursor.value, segment.TypeCondition, membership) ? [cursor] : [];
  if (!isJsonObject(cursor.value)) return [];
  const value = ownValue(cursor.value, segment.Field);
  return value == null ? [] : [{ value, path: extendPath(cursor.path, segment.Field) }];
}

function items(cursor: Cursor): readonly Cursor[] {
  if (!Array.isArray(cursor.value)) return cursor.value == null ? [] : [cursor];
  return cursor.value.flatMap((value: unknown, index) =>
    items({ value, path: extendPath(cursor.path, index) }),
  );
}

function hasType(value: unknown, conditions: readonly string[], membership: TypeMembership): boolean {
  if (!isJsonObject(value)) return false;
  const typename = ownValue(value, '__typename');
  if (typeof typename !== 'string') return true;
  return conditions.some((condition) => membership.satisfies(typename, condition));
}
