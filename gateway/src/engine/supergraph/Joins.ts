import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type OperationTypeNode,
  type TypeNode,
} from 'graphql';

/** How one subgraph has a field. */
export interface FieldJoin {
  /** A value of `join__Graph`; undefined where an interface object adds the field to the types behind it. */
  readonly graph: string | undefined;
  /** What the field needs of its object, as a field set. */
  readonly requires: string | undefined;
  /** Whether it is only declared there. */
  readonly isExternal: boolean;
  /** Whether it depends on more than the object: on labels of the request, or on what objects around it say. */
  readonly isContextual: boolean;
  /** The type it has there, where that is another than the supergraph's. */
  readonly type: string | undefined;
}

/** How one subgraph has a type. */
interface TypeJoin {
  /** Field sets by which it finds an object. */
  readonly keys: readonly string[];
  readonly isInterfaceObject: boolean;
}

/** An object or interface of the supergraph, with what subgraphs have of it. */
export interface JoinedType {
  readonly node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;
  readonly graphs: ReadonlyMap<string, TypeJoin>;
  readonly fields: ReadonlyMap<string, FieldDefinitionNode>;
  /** Names of objects that stand behind an interface. */
  readonly objects: readonly string[];
}

/** Which subgraph has what, as composition wrote it down. Also of what clients cannot see. */
export class Joins {
  readonly types: ReadonlyMap<string, JoinedType>;
  /** Values of `join__Graph` by the name of the subgraph. */
  readonly graphs: ReadonlyMap<string, string>;
  /** Names of the root types. */
  readonly roots: Readonly<Record<OperationTypeNode, string>>;

  constructor(supergraph: DocumentNode) {
    const nodes = supergraph.definitions.filter(
      (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION,
    );
    const behind = objectsBehind(nodes);
    this.types = new Map(
      nodes.map((node) => [node.name.value, joinedType(node, behind.get(node.name.value) ?? [])]),
    );
    this.graphs = graphsOf(supergraph);
    this.roots = rootTypesOf(supergraph);
  }

  /** How subgraphs have a field of a type; nothing said is all that have the type. */
  of(type: string, field: string): readonly FieldJoin[] {
    const joined = this.types.get(type);
    const node = joined?.fields.get(field);
    const directives = (node?.directives ?? []).filter(({ name }) => name.value === 'join__field');
    return directives.map(fieldJoin);
  }
}

const contextual: ReadonlySet<string> = new Set(['overrideLabel', 'contextArguments']);

type CompositeNode = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

function joinedType(node: CompositeNode, objects: readonly string[]): JoinedType {
  const fields = new Map((node.fields ?? []).map((field) => [field.name.value, field]));
  const graphs = new Map<string, TypeJoin>();
  for (const directive of node.directives ?? []) {
    const graph = argumentOf(directive, 'graph');
    if (directive.name.value !== 'join__type' || typeof graph !== 'string') continue;
    const key = argumentOf(directive, 'key');
    const { keys = [], isInterfaceObject = false } = graphs.get(graph) ?? {};
    const isKey = typeof key === 'string' && argumentOf(directive, 'resolvable') !== false;
    graphs.set(graph, {
      keys: isKey ? [...keys, key] : keys,
      isInterfaceObject: isInterfaceObject || argumentOf(directive, 'isInterfaceObject') === true,
    });
  }
  return { node, graphs, fields, objects };
}

function fieldJoin(directive: ConstDirectiveNode): FieldJoin {
  const [graph, requires, type] = ['graph', 'requires', 'type'].map((name) => argumentOf(directive, name));
  const isOverridden = argumentOf(directive, 'usedOverridden') === true;
  return {
    graph: typeof graph === 'string' ? graph : undefined,
    requires: typeof requires === 'string' ? requires : undefined,
    isExternal: argumentOf(directive, 'external') === true || isOverridden,
    isContextual: (directive.arguments ?? []).some(({ name }) => contextual.has(name.value)),
    type: typeof type === 'string' ? type : undefined,
  };
}

function objectsBehind(nodes: readonly CompositeNode[]): ReadonlyMap<string, readonly string[]> {
  const behind = new Map<string, string[]>();
  for (const node of nodes) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const { name } of node.interfaces ?? [])
      behind.set(name.value, [...(behind.get(name.value) ?? []), node.name.value]);
  }
  return behind;
}

function graphsOf(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const graphs = new Map<string, string>();
  for (const node of supergraph.definitions)
    if (node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph')
      for (const { name, directives = [] } of node.values ?? [])
        for (const directive of directives) graphs.set(String(argumentOf(directive, 'name')), name.value);
  return graphs;
}

function argumentOf(
  { arguments: given = [] }: ConstDirectiveNode,
  name: string,
): string | boolean | undefined {
  const value = given.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === Kind.STRING || value?.kind === Kind.ENUM || value?.kind === Kind.BOOLEAN)
    return value.value;
  return undefined;
}

/** The type in lists and non-nulls. */
export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

/** Names of the root types, which need not be in the schema. */
export function rootTypesOf(supergraph: DocumentNode): Readonly<Record<OperationTypeNode, string>> {
  const schema = supergraph.definitions.find((node) => node.kind === Kind.SCHEMA_DEFINITION);
  const named =
    schema?.operationTypes.map(({ operation, type }) => [operation, type.name.value] as const) ?? [];
  return { query: 'Query', mutation: 'Mutation', subscription: 'Subscription', ...Object.fromEntries(named) };
}
