import type { DocumentNode, ObjectTypeDefinitionNode } from 'graphql';
import type { AuthorizationRules, ConditionIds, FieldRule } from './AuthorizationRules.js';
import { keyOf, type Condition } from './Condition.js';
import { ownDemands } from './ownDemands.js';
import { readDemands, type Demands } from './readDemands.js';
import { requiredFields } from './requiredFields.js';
import { interfacesOf, namedTypeOf, SupergraphTypes } from './SupergraphTypes.js';

/**
 * What `@authenticated`, `@requiresScopes` and `@policy` protect in a supergraph, or undefined when it protects nothing.
 * A field of an object demands what is on it, on its object's type, on the type it leads to, and on every field it
 * requires, and what its interfaces demand beyond their implementations. Keys demand nothing: they are how subgraphs
 * tell each other which object is meant, and no client sees them by that.
 * Throws when a directive cannot be understood.
 */
export function readAuthorizationRules(supergraph: DocumentNode): AuthorizationRules | undefined {
  const demands = readDemands(supergraph);
  if (demands.size === 0) return undefined;
  const types = new SupergraphTypes(supergraph);
  const numbering = new Numbering();
  const direct = directRules(types, inherited(types, demands), numbering);
  const required = requirements(types);
  const fields = [...new Set([...direct.keys(), ...required.keys()])].flatMap((coordinate) => {
    const rule = together([...closure(coordinate, required)].flatMap((each) => direct.get(each) ?? []));
    return rule === undefined ? [] : [[coordinate, rule] as const];
  });
  return {
    conditions: numbering.conditions,
    fields: new Map(fields),
    members: types.members,
    interfaces: new Map(types.objects.map((type) => [type.name.value, interfacesOf(type)])),
  };
}

/** Conditions in the order they were first met, each once. */
class Numbering {
  readonly conditions: Condition[] = [];
  readonly #ids = new Map<string, number>();

  idOf(condition: Condition): number {
    const key = keyOf(condition);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.conditions.length);
    return this.conditions.push(condition) - 1;
  }
}

/** What each type and field demands, with what interfaces demand of their implementations. */
function inherited(types: SupergraphTypes, demands: Demands): Demands {
  const all = new Map(demands);
  const add = (coordinate: string, conditions: readonly Condition[]) =>
    all.set(coordinate, [...(all.get(coordinate) ?? []), ...conditions]);
  for (const { name, fields = [] } of types.interfaces) {
    const members = types.members.get(name.value) ?? [];
    for (const suffix of ['', ...fields.map((field) => `.${field.name.value}`)]) {
      const ofMembers = members.flatMap((member) => demands.get(member + suffix) ?? []);
      const own = ownDemands(demands.get(name.value + suffix) ?? [], ofMembers);
      if (own.length > 0) for (const member of members) add(member + suffix, own);
    }
  }
  return all;
}

/** Rules of fields without regard to what they require. */
function directRules(
  types: SupergraphTypes,
  demands: Demands,
  numbering: Numbering,
): ReadonlyMap<string, FieldRule> {
  const idsOf = (coordinate: string): ConditionIds =>
    (demands.get(coordinate) ?? []).map((condition) => numbering.idOf(condition));
  const ruleOf = (type: ObjectTypeDefinitionNode, field: string, result: string): FieldRule => {
    const own = [...idsOf(type.name.value), ...idsOf(`${type.name.value}.${field}`)];
    const members = types.members.get(result);
    if (members === undefined) return { all: [...own, ...idsOf(result)], oneOf: [] };
    const alternatives = members.map(idsOf);
    const isFree = alternatives.length === 0 || alternatives.some(({ length }) => length === 0);
    return { all: own, oneOf: isFree ? [] : [alternatives] };
  };
  return new Map(
    types.objects.flatMap((type) =>
      (type.fields ?? []).map(
        ({ name, type: result }) =>
          [`${type.name.value}.${name.value}`, ruleOf(type, name.value, namedTypeOf(result))] as const,
      ),
    ),
  );
}

/** Which fields each field requires directly. */
function requirements(types: SupergraphTypes): ReadonlyMap<string, readonly string[]> {
  return new Map(
    types.objects.flatMap((type) =>
      (type.fields ?? []).flatMap((field) => {
        const required = requiredFields(types, type, field);
        return required.length === 0 ? [] : [[`${type.name.value}.${field.name.value}`, required] as const];
      }),
    ),
  );
}

/** A field and all it requires, also indirectly. */
function closure(coordinate: string, required: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([coordinate]);
  for (const each of reached) for (const next of required.get(each) ?? []) reached.add(next);
  return reached;
}

/** One rule that says all of the given ones; undefined when they say nothing. */
function together(rules: readonly FieldRule[]): FieldRule | undefined {
  const all = [...new Set(rules.flatMap((rule) => rule.all))];
  const oneOf = rules.flatMap((rule) => rule.oneOf);
  return all.length === 0 && oneOf.length === 0 ? undefined : { all, oneOf };
}
