import { Kind, type FieldNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import { responseKeyOf } from '../operation/dataKey.js';
import { isIncluded } from '../operation/isIncluded.js';
import type { JsonObject } from '../jsonObject.js';
import type { Execution } from './Execution.js';
import type { ResponsePath } from './Place.js';

interface Reading {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: JsonObject;
}

interface Selected {
  readonly node: FieldNode;
  readonly included: boolean;
}

/**
 * A path of the data as a path of the response: the part of it that the client's operation selects. What a plan
 * fetches for its own use (keys, `@requires`) does not exist for the client, so such errors belong to the parent.
 * Undefined for a field that `@skip` or `@include` leaves out: plans sometimes fetch those, too.
 */
export function clientPath(execution: Execution<unknown>, dataPath: ResponsePath): ResponsePath | undefined {
  const { operation, variables } = execution;
  const path = dataPath.map((key) => (typeof key === 'string' ? responseKeyOf(key) : key));
  let selectionSets: readonly SelectionSetNode[] = [operation.operation.selectionSet];
  for (const [index, key] of path.entries()) {
    if (typeof key === 'number') continue;
    const fields = selectionSets.flatMap((set) =>
      select(set, key, { fragments: operation.fragments, variables }),
    );
    if (fields.length === 0) return path.slice(0, index);
    const included = fields.filter((field) => field.included);
    if (included.length === 0) return undefined;
    selectionSets = included.flatMap(({ node }) =>
      node.selectionSet === undefined ? [] : [node.selectionSet],
    );
  }
  return path;
}

function select(set: SelectionSetNode, key: string, { fragments, variables }: Reading): readonly Selected[] {
  const visited = new Set<string>();
  const search = ({ selections }: SelectionSetNode, isAround: boolean): readonly Selected[] =>
    selections.flatMap((selection) => {
      const included = isAround && isIncluded(selection, variables);
      if (selection.kind === Kind.FIELD)
        return (selection.alias ?? selection.name).value === key ? [{ node: selection, included }] : [];
      if (selection.kind === Kind.INLINE_FRAGMENT) return search(selection.selectionSet, included);
      const visit = `${selection.name.value} ${included}`;
      const fragment = fragments.get(selection.name.value);
      if (fragment === undefined || visited.has(visit)) return [];
      visited.add(visit);
      return search(fragment.selectionSet, included);
    });
  return search(set, true);
}
