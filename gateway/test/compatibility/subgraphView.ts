import {
  defaultFieldResolver,
  GraphQLError,
  Kind,
  parse,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLFieldResolver,
  type InterfaceTypeDefinitionNode,
  type InterfaceTypeExtensionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import type { Resolvers, TestSubgraph } from '../engine/testSupergraph.js';
import { findRow, type Representation } from './findRow.js';
import type { Row, World } from './World.js';

type TypeNode =
  | ObjectTypeDefinitionNode
  | ObjectTypeExtensionNode
  | InterfaceTypeDefinitionNode
  | InterfaceTypeExtensionNode;

const typeKinds: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
]);

/** A subgraph with its resolvers: those of the world, references, and a guard before each requirement. */
export function subgraphView(sdl: string, world: World): TestSubgraph {
  const nodes = parse(sdl).definitions.filter((node): node is TypeNode => typeKinds.has(node.kind));
  const fromReferences = new WeakSet();
  const resolvers: Resolvers = {};
  for (const node of nodes) {
    const known = { ...resolvers[node.name.value] };
    Object.assign(known, ownResolvers(node, world, fromReferences));
    if (hasDirective(node, 'key') && known.__resolveReference === undefined)
      known.__resolveReference = referenceResolver(node, world, fromReferences);
    if (Object.keys(known).length > 0) resolvers[node.name.value] = known;
  }
  return { sdl, resolvers };
}

function ownResolvers(
  node: TypeNode,
  world: World,
  fromReferences: WeakSet<object>,
): Record<string, unknown> {
  if (node.kind === Kind.INTERFACE_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_EXTENSION) return {};
  const given = world.resolvers[node.name.value] ?? {};
  const resolvers: Record<string, unknown> = {};
  for (const field of node.fields ?? []) {
    const name = field.name.value;
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    if (hasDirective(field, 'requires'))
      resolvers[name] = guarded(own as GraphQLFieldResolver<unknown, unknown> | undefined, fromReferences);
    else if (own !== undefined) resolvers[name] = own;
  }
  return resolvers;
}

/** A field with requirements may only be asked of what came as a reference: nothing else carries them. */
function guarded(
  resolve: GraphQLFieldResolver<unknown, unknown> = defaultFieldResolver,
  fromReferences: WeakSet<object>,
): GraphQLFieldResolver<unknown, unknown> {
  return (source, ...rest) => {
    if (typeof source !== 'object' || source === null || !fromReferences.has(source))
      throw new GraphQLError('asked without what it requires', { extensions: { code: 'NOT_REQUIRED' } });
    return resolve(source, ...rest);
  };
}

function referenceResolver(node: TypeNode, world: World, fromReferences: WeakSet<object>) {
  const isInterface = node.kind === Kind.INTERFACE_TYPE_DEFINITION;
  const isAbstract = isInterface || hasDirective(node, 'interfaceObject');
  const lookup = { type: isAbstract ? undefined : node.name.value, keys: keyFields(node) };
  const external = (node.fields ?? []).filter(
    (field) => hasDirective(node, 'external') || hasDirective(field, 'external'),
  );
  return (representation: Representation): Row | null => {
    const row = findRow(world.rows ?? [], representation, lookup);
    if (row === undefined) return null;
    const seen = seenRow(row, representation, external);
    const entity = { value: isInterface ? row.__typename : node.name.value, ...writable };
    Object.defineProperty(seen, '__typename', entity);
    fromReferences.add(seen);
    return seen;
  };
}

function keyFields(node: TypeNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const directive of node.directives ?? [])
    for (const { name, value } of directive.arguments ?? [])
      if (directive.name.value === 'key' && name.value === 'fields' && value.kind === Kind.STRING)
        for (const name of topLevelNames(value.value)) names.add(name);
  return names;
}

function topLevelNames(fieldSet: string): readonly string[] {
  const [operation] = parse(`{${fieldSet}}`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [];
  return operation.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [node.name.value] : [],
  );
}

const writable = { writable: true, enumerable: true, configurable: true } as const;

function seenRow(row: Row, representation: Representation, external: readonly FieldDefinitionNode[]): Row {
  const seen = Object.defineProperties({}, Object.getOwnPropertyDescriptors(row));
  for (const { name } of external) Object.defineProperty(seen, name.value, { value: undefined, ...writable });
  for (const [name, value] of Object.entries(representation))
    Object.defineProperty(seen, name, { value, ...writable });
  return seen as Row;
}

function hasDirective(node: DefinitionNode | FieldDefinitionNode, name: string): boolean {
  return 'directives' in node && (node.directives ?? []).some((directive) => directive.name.value === name);
}
