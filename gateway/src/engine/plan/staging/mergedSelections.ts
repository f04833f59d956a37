import { Kind, type FieldNode, type InlineFragmentNode, type SelectionNode } from 'graphql';

/** The same selections, each field and each type condition once. Fields under one response key must be the same field. */
export function mergedSelections(selections: readonly SelectionNode[]): readonly SelectionNode[] {
  const merged = new Map<string, SelectionNode>();
  for (const node of selections) {
    const key = keyOf(node);
    const known = merged.get(key);
    merged.set(key, known === undefined ? withInner(node, innerOf(node)) : together(known, node));
  }
  return [...merged.values()];
}

function keyOf(node: SelectionNode): string {
  if (node.kind === Kind.FIELD) return (node.alias ?? node.name).value;
  return node.kind === Kind.INLINE_FRAGMENT
    ? `... on ${node.typeCondition?.name.value ?? ''}`
    : `...${node.name.value}`;
}

function together(known: SelectionNode, other: SelectionNode): SelectionNode {
  return withInner(known, [...innerOf(known), ...innerOf(other)]);
}

/** What is selected in a field or fragment. */
export function innerOf(node: SelectionNode): readonly SelectionNode[] {
  return node.kind === Kind.FRAGMENT_SPREAD ? [] : (node.selectionSet?.selections ?? []);
}

function withInner(node: SelectionNode, inner: readonly SelectionNode[]): SelectionNode {
  return inner.length === 0 ? node : withSelections(node, mergedSelections(inner));
}

/** The same field or fragment with other selections in it. */
export function withSelections(node: SelectionNode, selections: readonly SelectionNode[]): SelectionNode {
  if (node.kind === Kind.FRAGMENT_SPREAD) return node;
  const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
  const changed: FieldNode | InlineFragmentNode = { ...node, selectionSet };
  return changed;
}
