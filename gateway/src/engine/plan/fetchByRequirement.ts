import type { RequiresSelection } from '@graphql-hive/router-query-planner';
import {
  Kind,
  OperationTypeNode,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Joins } from '../supergraph/Joins.js';

/** One `_entities` field of a call, as planned. */
export interface PlannedEntities {
  readonly alias: string;
  readonly variable: string;
  readonly requires: readonly RequiresSelection[];
}

/** The same entities, of which only fields are asked that require the same. */
export interface EntitiesPart<Entities extends PlannedEntities> {
  readonly of: Entities;
  readonly alias: string;
  readonly variable: string;
  readonly requires: readonly RequiresSelection[];
}

/** A query that asks for entities in parts. */
export interface PartedQuery<Entities extends PlannedEntities> {
  readonly query: string;
  readonly parts: readonly EntitiesPart<Entities>[];
}

interface Field {
  readonly type: string;
  readonly requires: string;
  readonly node: FieldNode;
}

/**
 * The query of a call with each of its `_entities` fields in parts, one for each type and requirement: so that what a
 * failure left unmet keeps back only the fields that require it. Undefined where there would be one part.
 */
export function fetchByRequirement<Entities extends PlannedEntities>(
  query: string,
  entities: readonly Entities[],
  { joins, graph }: { readonly joins: Joins; readonly graph: string },
): PartedQuery<Entities> | undefined {
  const [operation, ...fragments] = parse(query, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return undefined;
  const parts: EntitiesPart<Entities>[] = [];
  const selections: FieldNode[] = [];
  for (const each of entities)
    for (const fields of byRequirement(fieldsOf(operation, each.alias, { joins, graph }))) {
      const part = `${each.alias}_${parts.length}`;
      const variable = `__batch_reps_part_${parts.length}`;
      parts.push({ of: each, alias: part, variable, requires: requiredBy(fields, each, { joins, graph }) });
      selections.push(entitiesField(part, variable, fields));
    }
  if (parts.length <= entities.length) return undefined;
  const whole = {
    kind: Kind.DOCUMENT,
    definitions: [withSelection(operation, selections), ...fragments],
  } as const;
  return { query: stripIgnoredCharacters(print(whole)), parts };
}

interface Subgraph {
  readonly joins: Joins;
  readonly graph: string;
}

function fieldsOf(
  { selectionSet }: OperationDefinitionNode,
  alias: string,
  { joins, graph }: Subgraph,
): readonly Field[] {
  const requirementOf = (type: string, field: string) =>
    joins.of(type, field).find((join) => join.graph === graph)?.requires ?? '';
  return selectionSet.selections.flatMap((entities) => {
    if (entities.kind !== Kind.FIELD || (entities.alias ?? entities.name).value !== alias) return [];
    return (entities.selectionSet?.selections ?? []).flatMap((fragment) => {
      const type = fragment.kind === Kind.INLINE_FRAGMENT ? fragment.typeCondition?.name.value : undefined;
      if (fragment.kind !== Kind.INLINE_FRAGMENT || type === undefined) return [];
      return fragment.selectionSet.selections.flatMap((node): readonly Field[] =>
        node.kind === Kind.FIELD ? [{ type, requires: requirementOf(type, node.name.value), node }] : [],
      );
    });
  });
}

type Fields = readonly [Field, ...Field[]];

function byRequirement(fields: readonly Field[]): readonly Fields[] {
  const parts = new Map<string, [Field, ...Field[]]>();
  for (const field of fields) {
    const key = `${field.type} ${field.requires}`;
    const known = parts.get(key);
    if (known === undefined) parts.set(key, [field]);
    else known.push(field);
  }
  return [...parts.values()];
}

/** Of what the whole call sends, the key and what these fields require. */
function requiredBy(
  [{ type, requires }]: Fields,
  entities: PlannedEntities,
  { joins, graph }: Subgraph,
): readonly RequiresSelection[] {
  const keys = joins.types.get(type)?.graphs.get(graph)?.keys ?? [];
  return entities.requires.map((selection) => {
    if (selection.kind !== 'InlineFragment') return selection;
    const sent = new Set(selection.selections.flatMap((each) => (each.kind === 'Field' ? [each.name] : [])));
    const key = keys.find((each) => namesOf(each).every((name) => sent.has(name))) ?? '';
    const needed = new Set(['__typename', ...namesOf(key), ...namesOf(requires)]);
    const kept = selection.selections.filter((each) => each.kind !== 'Field' || needed.has(each.name));
    return { ...selection, selections: kept };
  });
}

function namesOf(fieldSet: string): readonly string[] {
  if (fieldSet === '') return [];
  const [definition] = parse(`{${fieldSet}}`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) return [];
  return definition.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [node.name.value] : [],
  );
}

function entitiesField(alias: string, variable: string, fields: Fields): FieldNode {
  const [{ type }] = fields;
  const text = `{ ${alias}: _entities(representations: $${variable}) { ... on ${type} { x } } }`;
  const [shell] = parse(text, { noLocation: true }).definitions;
  const [field] = shell?.kind === Kind.OPERATION_DEFINITION ? shell.selectionSet.selections : [];
  const [fragment] = field?.kind === Kind.FIELD ? (field.selectionSet?.selections ?? []) : [];
  if (field?.kind !== Kind.FIELD || fragment?.kind !== Kind.INLINE_FRAGMENT)
    throw new Error('A field was written.');
  const filled = { ...fragment, selectionSet: selectionSetOf(fields.map(({ node }) => node)) };
  return { ...field, selectionSet: selectionSetOf([filled]) };
}

function withSelection(
  operation: OperationDefinitionNode,
  selections: readonly FieldNode[],
): OperationDefinitionNode {
  const used = new Set<string>();
  visit(selectionSetOf(selections), { Variable: ({ name }) => void used.add(name.value) });
  const known = (operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value));
  const variables = selections.flatMap((field) =>
    (field.arguments ?? []).flatMap(({ value }) => (value.kind === Kind.VARIABLE ? [value.name.value] : [])),
  );
  return {
    ...{ kind: Kind.OPERATION_DEFINITION, operation: OperationTypeNode.QUERY },
    variableDefinitions: [...variables.map(representationsOf), ...known],
    selectionSet: selectionSetOf(selections),
  };
}

function representationsOf(variable: string): VariableDefinitionNode {
  const [shell] = parse(`query ($${variable}: [_Any!]!) { x }`, { noLocation: true }).definitions;
  const [definition] = shell?.kind === Kind.OPERATION_DEFINITION ? (shell.variableDefinitions ?? []) : [];
  if (definition === undefined) throw new Error('A variable was written.');
  return definition;
}

function selectionSetOf(selections: readonly SelectionNode[]) {
  return { kind: Kind.SELECTION_SET, selections } as const;
}
