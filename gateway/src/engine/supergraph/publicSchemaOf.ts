import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import {
  buildASTSchema,
  isTypeDefinitionNode,
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  type NamedTypeNode,
} from 'graphql';

/** The schema clients see: the supergraph without federation's machinery and without what is `@inaccessible`. */
export function publicSchemaOf(supergraph: DocumentNode): GraphQLSchema {
  return buildASTSchema(withoutDanglingNames(transformSupergraphToPublicSchema(supergraph)));
}

/**
 * Hidden types are removed by the transformation, but unions and `implements` lists still name them
 * (seen with federation-composition 0.27), which no schema may.
 */
function withoutDanglingNames(document: DocumentNode): DocumentNode {
  const defined = new Set(document.definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value));
  const known = (names: readonly NamedTypeNode[] | undefined) =>
    (names ?? []).filter((node) => defined.has(node.name.value));
  const definitions = document.definitions.map((node): DefinitionNode => {
    if (node.kind === Kind.UNION_TYPE_DEFINITION) return { ...node, types: known(node.types) };
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION)
      return { ...node, interfaces: known(node.interfaces) };
    return node;
  });
  return { ...document, definitions };
}
