import { GraphQLError, Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';

/** The operation a request names, or its only one. Throws a GraphQLError when there is no single answer. */
export function selectOperation(
  document: DocumentNode,
  operationName: string | null | undefined,
): OperationDefinitionNode {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [first, ...others] = operations;
  if (first === undefined) throw new GraphQLError('The document has no operation.');
  if (operationName == null || operationName === '') {
    if (others.length > 0)
      throw new GraphQLError('The document has several operations: operationName must say which.');
    return first;
  }
  const named = operations.find((operation) => operation.name?.value === operationName);
  if (named === undefined) throw new GraphQLError(`The document has no operation named "${operationName}".`);
  return named;
}
