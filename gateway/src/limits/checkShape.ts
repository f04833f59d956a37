import { Kind, type ASTNode, type DocumentNode } from 'graphql';
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
}

function checkNodes(document: DocumentNode, limits: ShapeLimits): void {
  let objects = 0;
  const open: ASTNode[] = [document];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ('arguments' in node && argumentsOf(node) > limits.arguments)
      throw limitError('TOO_MANY_ARGUMENTS', 'arguments at one place', limits.arguments);
    if (node.kind === Kind.OBJECT && ++objects > limits.inputObjects)
      throw limitError('TOO_MANY_INPUT_OBJECTS', 'input objects', limits.inputObjects);
    pushChildren(node, open);
  }
}

function argumentsOf({ arguments: given }: { readonly arguments?: readonly unknown[] | undefined }): number {
  return given?.length ?? 0;
}

function pushChildren(node: ASTNode, open: ASTNode[]): void {
  for (const [name, value] of Object.entries(node) as readonly (readonly [string, unknown])[]) {
    if (name === 'loc' || typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) for (const child of value as readonly ASTNode[]) open.push(child);
    else open.push(value as ASTNode);
  }
}
