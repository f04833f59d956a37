import { Kind, type FieldNode, type SelectionSetNode } from 'graphql';
import { responseKeyOf } from '../operation/DataKeys.js';
import { isIncluded } from '../operation/isIncluded.js';
import type { Execution } from './Execution.js';
import type { ResponsePath } from './Place.js';

/**
 * A path of the data as a path of the response: the part of it that the client selects. What a plan
 * fetches for its own use (keys, `@requires`) does not exist for the client, so such errors belong to the parent.
 */
export function clientPath(execution: Execution<unknown>, dataPath: ResponsePath): ResponsePath {
  const { operation } = execution.operation;
  const path = dataPath.map((key) => (typeof key === 'string' ? responseKeyOf(key) : key));
  let selectionSets: readonly SelectionSetNode[] = [operation.selectionSet];
  for (const [index, key] of path.entries()) {
    if (typeof key === 'number') continue;
    const fields = selectionSets.flatMap((selectionSet) => fieldsWithKey(execution, selectionSet, key));
    if (fields.length === 0) return path.slice(0, index);
    selectionSets = fields.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
  }
  return path;
}

function fieldsWithKey(
  execution: Execution<unknown>,
  start: SelectionSetNode,
  key: string,
): readonly FieldNode[] {
  const { operation, variables } = execution;
  const visited = new Set<string>();
  const search = ({ selections }: SelectionSetNode): readonly FieldNode[] =>
    selections.flatMap((selection) => {
      if (!isIncluded(selection, variables)) return [];
      if (selection.kind === Kind.FIELD)
        return (selection.alias ?? selection.name).value === key ? [selection] : [];
      if (selection.kind === Kind.INLINE_FRAGMENT) return search(selection.selectionSet);
      const { value } = selection.name;
      const fragment = operation.fragments.get(value);
      if (fragment === undefined || visited.has(value)) return [];
      visited.add(value);
      return search(fragment.selectionSet);
    });
  return search(start);
}
