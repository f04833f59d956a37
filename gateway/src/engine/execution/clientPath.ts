import { Kind, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { PreparedOperation } from '../operation/PreparedOperation.js';
import type { ResponsePath } from './Place.js';

/**
 * The part of a path that the client's operation selects. What a plan fetches for its own use
 * (keys, `@requires`) does not exist for the client, so such errors are reported at the parent.
 */
export function clientPath(operation: PreparedOperation, path: ResponsePath): ResponsePath {
  let selectionSets: readonly SelectionSetNode[] = [operation.operation.selectionSet];
  for (const [index, key] of path.entries()) {
    if (typeof key === 'number') continue;
    const fields = selectedFields(selectionSets, key, operation.fragments);
    if (fields.length === 0) return path.slice(0, index);
    selectionSets = fields.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
  }
  return path;
}

function selectedFields(
  selectionSets: readonly SelectionSetNode[],
  key: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly { readonly selectionSet?: SelectionSetNode | undefined }[] {
  const visited = new Set<string>();
  const search = (selectionSet: SelectionSetNode): readonly { readonly selectionSet?: SelectionSetNode | undefined }[] =>
    selectionSet.selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return (selection.alias ?? selection.name).value === key ? [selection] : [];
      if (selection.kind === Kind.INLINE_FRAGMENT) return search(selection.selectionSet);
      const { value } = selection.name;
      const fragment = fragments.get(value);
      if (fragment === undefined || visited.has(value)) return [];
      visited.add(value);
      return search(fragment.selectionSet);
    });
  return selectionSets.flatMap(search);
}
