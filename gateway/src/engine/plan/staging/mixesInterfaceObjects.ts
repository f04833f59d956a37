import { Kind, visit, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { Requirements } from './Requirements.js';

/**
 * Whether fragments on several types are beside each other with what interface objects add to each. The planner
 * (0.0.38) merges the calls for them, and may forget one of the types.
 */
export function mixesInterfaceObjects(document: DocumentNode, requirements: Requirements): boolean {
  let isMixed = false;
  visit(document, {
    SelectionSet: (node) => {
      isMixed ||= isMixedIn(node, requirements);
    },
  });
  return isMixed;
}

function isMixedIn({ selections }: SelectionSetNode, requirements: Requirements): boolean {
  const types = selections.filter((node) => {
    const type = node.kind === Kind.INLINE_FRAGMENT ? node.typeCondition?.name.value : undefined;
    if (node.kind !== Kind.INLINE_FRAGMENT || type === undefined) return false;
    return node.selectionSet.selections.some(
      (field) =>
        field.kind === Kind.FIELD && requirements.of(type, field.name.value)?.isInterfaceObject === true,
    );
  });
  return types.length > 1;
}
