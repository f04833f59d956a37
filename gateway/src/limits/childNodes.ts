import { Kind, type ASTNode } from 'graphql';

/** Where nodes hold what limits count; names and types are left out. */
const keysOf: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  [Kind.DOCUMENT]: ['definitions'],
  [Kind.OPERATION_DEFINITION]: ['variableDefinitions', 'directives', 'selectionSet'],
  [Kind.FRAGMENT_DEFINITION]: ['directives', 'selectionSet'],
  [Kind.VARIABLE_DEFINITION]: ['defaultValue', 'directives'],
  [Kind.SELECTION_SET]: ['selections'],
  [Kind.FIELD]: ['arguments', 'directives', 'selectionSet'],
  [Kind.FRAGMENT_SPREAD]: ['directives'],
  [Kind.INLINE_FRAGMENT]: ['directives', 'selectionSet'],
  [Kind.DIRECTIVE]: ['arguments'],
  [Kind.ARGUMENT]: ['value'],
  [Kind.LIST]: ['values'],
  [Kind.OBJECT]: ['fields'],
  [Kind.OBJECT_FIELD]: ['value'],
};

/** Calls with each node right below one of an executable document: its definitions, selections, arguments, values. */
export function eachChild(node: ASTNode, visit: (child: ASTNode) => void): void {
  const keys = keysOf[node.kind];
  if (keys === undefined) return;
  const fields = node as unknown as Readonly<Record<string, ASTNode | readonly ASTNode[] | undefined>>;
  for (const key of keys) {
    const value = fields[key];
    if (value === undefined) continue;
    if ('kind' in value) visit(value);
    else for (const child of value) visit(child);
  }
}
