import { GraphQLError, isExecutableDefinitionNode, Kind, type ASTNode, type DocumentNode } from 'graphql';
import { eachChild } from './childNodes.js';
import { comparisonsIn } from './comparisonsIn.js';
import { limitError } from './limitError.js';
import type { ShapeLimits } from './ShapeLimits.js';

/**
 * Checks a parsed document, which may be invalid and its fragments cyclic, for what makes its validation slow. Its size has to be
 * checked before. One pass without recursion. Throws a GraphQLError over a limit.
 */
export function checkShape(document: DocumentNode, limits: ShapeLimits): void {
  checkDefinitions(document, limits);
  checkNodes(document, limits);
  if (comparisonsIn(document, limits.comparisons) > limits.comparisons)
    throw limitError('TOO_MANY_COMPARISONS', 'fields to compare with each other', limits.comparisons);
}

function checkDefinitions({ definitions }: DocumentNode, limits: ShapeLimits): void {
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION).length;
  if (fragments > limits.fragments) throw limitError('TOO_MANY_DEFINITIONS', 'fragments', limits.fragments);
  if (definitions.length - fragments > limits.operations)
    throw limitError('TOO_MANY_DEFINITIONS', 'operations beside it', limits.operations);
  // Validation would say so, too, after it has looked through all of them.
  const foreign = definitions.find((node) => !isExecutableDefinitionNode(node));
  if (foreign !== undefined)
    throw new GraphQLError('Only operations and fragments can be executed, nothing else defined.', {
      nodes: foreign,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
}

function checkNodes(document: DocumentNode, limits: ShapeLimits): void {
  let objects = 0;
  const open: ASTNode[] = [document];
  const push = (child: ASTNode) => void open.push(child);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ('arguments' in node && countOf(node.arguments) > limits.arguments)
      throw limitError('TOO_MANY_ARGUMENTS', 'arguments at one place', limits.arguments);
    if (node.kind === Kind.OPERATION_DEFINITION && countOf(node.variableDefinitions) > limits.variables)
      throw limitError('TOO_MANY_VARIABLES', 'variables', limits.variables);
    if (node.kind === Kind.OBJECT && ++objects > limits.inputObjects)
      throw limitError('TOO_MANY_INPUT_OBJECTS', 'input objects', limits.inputObjects);
    eachChild(node, push);
  }
}

function countOf(nodes: readonly unknown[] | undefined): number {
  return nodes?.length ?? 0;
}
