import type { FieldRequiresNode, RequiresSelection } from '@graphql-hive/router-query-planner';
import { isJsonObject, ownValue, type JsonObject } from '../jsonObject.js';
import type { TypeMembership } from '../supergraph/TypeMembership.js';

/** Thrown inside this file when something required was never fetched. */
const missing = Symbol('missing');

/**
 * What is sent to `_entities` for one object: its type and the fields the plan requires.
 * Undefined when no requirement is for its type. `missing` when a required field was never fetched
 * (the call that should have brought it failed) or nothing identifies the object.
 */
export function representationOf(
  object: JsonObject,
  requires: readonly RequiresSelection[],
  membership: TypeMembership,
): JsonObject | undefined | 'missing' {
  const representation = project(object, requires, membership);
  if (representation === missing) return 'missing';
  const { __typename: typename, ...fields } = representation;
  const values = Object.values(fields);
  if (typename === undefined && values.length === 0) return undefined;
  return values.length > 0 && values.every((value) => value === null) ? 'missing' : representation;
}

function project(
  object: JsonObject,
  selections: readonly RequiresSelection[],
  membership: TypeMembership,
): JsonObject | typeof missing {
  const result: JsonObject = {};
  for (const selection of selections) {
    if (selection.kind === 'FragmentSpread') throw new Error('Planned requirements have no named fragments.');
    const added =
      selection.kind === 'Field'
        ? projectField(object, selection, membership)
        : projectFragment(object, selection, membership);
    if (added === missing) return missing;
    Object.assign(result, added);
  }
  return result;
}

function projectFragment(
  object: JsonObject,
  fragment: Extract<RequiresSelection, { kind: 'InlineFragment' }>,
  membership: TypeMembership,
): JsonObject | typeof missing {
  const typename = ownValue(object, '__typename');
  if (typeof typename !== 'string' || !membership.satisfies(typename, fragment.typeCondition)) return {};
  return project(object, fragment.selections, membership);
}

function projectField(
  object: JsonObject,
  field: FieldRequiresNode,
  membership: TypeMembership,
): JsonObject | typeof missing {
  const value = projectValue(ownValue(object, field.name), field.selections, membership);
  return value === missing ? missing : { [field.alias ?? field.name]: value };
}

function projectValue(
  value: unknown,
  selections: readonly RequiresSelection[] | undefined,
  membership: TypeMembership,
): unknown {
  if (value === undefined) return missing;
  if (selections == null || selections.length === 0 || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => projectValue(item, selections, membership));
    return items.includes(missing) ? missing : items;
  }
  return isJsonObject(value) ? project(value, selections, membership) : missing;
}
