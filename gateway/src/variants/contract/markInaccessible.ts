import {
  isTypeDefinitionNode,
  Kind,
  parse,
  visit,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type TypeDefinitionNode,
} from 'graphql';

const mark: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: 'inaccessible' },
  arguments: [],
};

const machinery = parse(
  `schema @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY) { query: Query }
   directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ENUM | ENUM_VALUE | SCALAR | INPUT_OBJECT |
     INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION`,
  { noLocation: true },
).definitions;

/** The supergraph with `@inaccessible` on the coordinates for which `isHidden` holds. */
export function markInaccessible(
  supergraph: DocumentNode,
  isHidden: (coordinate: string) => boolean,
): DocumentNode {
  const definitions = supergraph.definitions.map((node) =>
    isTypeDefinitionNode(node) ? markType(node, isHidden) : node,
  );
  return { ...supergraph, definitions: withMachinery(definitions) };
}

function markType(type: TypeDefinitionNode, isHidden: (coordinate: string) => boolean): TypeDefinitionNode {
  const at: string[] = [];
  const enter = <N extends Named>(node: N) => {
    at.push(node.name.value);
    if (
      !isHidden(at.join('.')) ||
      node.directives?.some(({ name }) => name.value === 'inaccessible') === true
    )
      return undefined;
    return { ...node, directives: [...(node.directives ?? []), mark] };
  };
  const leave = () => void at.pop();
  const both = { enter, leave };
  return visit(type, {
    ScalarTypeDefinition: both,
    ObjectTypeDefinition: both,
    InterfaceTypeDefinition: both,
    UnionTypeDefinition: both,
    EnumTypeDefinition: both,
    InputObjectTypeDefinition: both,
    FieldDefinition: both,
    InputValueDefinition: both,
    EnumValueDefinition: both,
  });
}

interface Named {
  readonly name: { readonly value: string };
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/** A supergraph of subgraphs that hide nothing knows neither the directive nor its link. */
function withMachinery(definitions: readonly DefinitionNode[]): readonly DefinitionNode[] {
  const isKnown = definitions.some(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === 'inaccessible',
  );
  if (isKnown) return definitions;
  const added = machinery.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION ? (node.directives ?? []) : [],
  );
  const linked = definitions.map((node) =>
    node.kind === Kind.SCHEMA_DEFINITION
      ? { ...node, directives: [...(node.directives ?? []), ...added] }
      : node,
  );
  return [...linked, ...machinery.filter(({ kind }) => kind === Kind.DIRECTIVE_DEFINITION)];
}
