import {
  Kind,
  parse,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { rootTypesOf } from '../../supergraph/Joins.js';

/** The root field that stands for objects whose requirements are met. `graph` is a value of `join__Graph`. */
export function standInField(owner: string, graph: string): string {
  return `_met_${graph}_${owner}`;
}

/** The type it leads to. */
export function standInType(owner: string, graph: string): string {
  return `_Met_${graph}_${owner}`;
}

/**
 * A supergraph with more for the planner to start from: for each type with requirements in a subgraph, and for each
 * interface object, a root field there, that leads to its fields as if they required nothing. So can be planned what
 * comes after such a field, when what it needs was asked for before. The same document when there are none.
 */
export function withStandInTypes(supergraph: DocumentNode): DocumentNode {
  const types = supergraph.definitions.flatMap(standInsOf);
  if (types.length === 0) return supergraph;
  const root = rootTypesOf(supergraph).query;
  const graphs = new Set(types.map(({ graph }) => graph));
  const definitions = supergraph.definitions.map((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === root
      ? withFields(node, { fields: types.map(({ field }) => field), graphs })
      : node,
  );
  return { ...supergraph, definitions: [...definitions, ...types.map(({ type }) => type)] };
}

interface StandIn {
  readonly graph: string;
  readonly field: FieldDefinitionNode;
  readonly type: ObjectTypeDefinitionNode;
}

function standInsOf(node: DefinitionNode): readonly StandIn[] {
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
  const byGraph = new Map<string, FieldDefinitionNode[]>();
  const interfaceObjects = new Set((node.directives ?? []).flatMap(interfaceObjectGraph));
  for (const field of node.fields ?? [])
    for (const [graph, join] of standInJoins(field, interfaceObjects))
      byGraph.set(graph, [...(byGraph.get(graph) ?? []), { ...field, directives: [join] }]);
  return [...byGraph].map(([graph, fields]) => standIn(node.name.value, graph, fields));
}

function standIn(owner: string, graph: string, fields: readonly FieldDefinitionNode[]): StandIn {
  const name = standInType(owner, graph);
  const text = `type ${name} @join__type(graph: ${graph}) { x: Int }
    type Query { ${standInField(owner, graph)}: ${name} @join__field(graph: ${graph}) }`;
  const [type, root] = parse(text, { noLocation: true }).definitions;
  if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION || root?.kind !== Kind.OBJECT_TYPE_DEFINITION)
    throw new Error('Two types were written.');
  const [field] = root.fields ?? [];
  if (field === undefined) throw new Error('A field was written.');
  return { graph, field, type: { ...type, fields } };
}

/** Of a join, what says that the field comes from elsewhere. */
const external: ReadonlySet<string> = new Set(['external', 'usedOverridden']);

/** Of a join, what says when the field can be asked for. */
const about: ReadonlySet<string> = new Set([
  'requires',
  'override',
  'overrideLabel',
  'usedOverridden',
  'contextArguments',
]);

/** By subgraph, how a field is joined, without what it requires. */
function standInJoins(
  { directives = [] }: FieldDefinitionNode,
  interfaceObjects: ReadonlySet<string>,
): readonly [string, ConstDirectiveNode][] {
  return directives.flatMap((directive): readonly [string, ConstDirectiveNode][] => {
    const given = directive.arguments ?? [];
    const graph = enumOf(given, 'graph');
    const isOther = given.some(({ name, value }) => external.has(name.value) && isTrue(value));
    if (directive.name.value !== 'join__field' || graph === undefined || isOther) return [];
    if (!interfaceObjects.has(graph) && given.every(({ name }) => name.value !== 'requires')) return [];
    return [[graph, { ...directive, arguments: given.filter(({ name }) => !about.has(name.value)) }]];
  });
}

function interfaceObjectGraph({ name, arguments: given = [] }: ConstDirectiveNode): readonly string[] {
  const graph = enumOf(given, 'graph');
  const isObject = given.some((each) => each.name.value === 'isInterfaceObject' && isTrue(each.value));
  return name.value === 'join__type' && isObject && graph !== undefined ? [graph] : [];
}

function enumOf(given: readonly ConstArgumentNode[], name: string): string | undefined {
  const value = given.find((each) => each.name.value === name)?.value;
  return value?.kind === Kind.ENUM ? value.value : undefined;
}

function isTrue(value: ConstValueNode): boolean {
  return value.kind === Kind.BOOLEAN && value.value;
}

/** The root type is in every subgraph that has a root field. */
function withFields(
  node: ObjectTypeDefinitionNode,
  {
    fields,
    graphs,
  }: { readonly fields: readonly FieldDefinitionNode[]; readonly graphs: ReadonlySet<string> },
): ObjectTypeDefinitionNode {
  const { directives = [] } = node;
  const known = new Set(
    directives.flatMap(({ name, arguments: [graph] = [] }) =>
      name.value === 'join__type' && graph?.value.kind === Kind.ENUM ? [graph.value.value] : [],
    ),
  );
  const joins = [...graphs].filter((graph) => !known.has(graph)).map(joinOf);
  return { ...node, directives: [...directives, ...joins], fields: [...(node.fields ?? []), ...fields] };
}

function joinOf(graph: string): ConstDirectiveNode {
  const name = { kind: Kind.NAME, value: 'graph' } as const;
  const value = { kind: Kind.ENUM, value: graph } as const;
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__type' },
    arguments: [{ kind: Kind.ARGUMENT, name, value }],
  };
}
