import { Kind, parse, type FieldNode, type SelectionNode } from 'graphql';
import { shapeOf, type SubgraphJoins } from './shapeOf.js';

/**
 * Whether a planned query asks entities of several types for fields of one name and of different shapes, such as `Int`
 * and `Int!`. No query may, but the planner (0.0.38) writes such.
 */
export function contradictsItself(query: string, subgraph: SubgraphJoins): boolean {
  const [operation] = parse(query, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return false;
  return operation.selectionSet.selections.some(
    (entities) => entities.kind === Kind.FIELD && hasTwoShapes(entities, subgraph),
  );
}

function hasTwoShapes({ selectionSet }: FieldNode, subgraph: SubgraphJoins): boolean {
  const shapes = new Map<string, string>();
  return (selectionSet?.selections ?? []).some((fragment) =>
    fieldsIn(fragment).some(({ type, node }) => {
      const key = (node.alias ?? node.name).value;
      const shape = shapeOf(type, node.name.value, subgraph);
      const known = shapes.get(key) ?? shape;
      if (shape !== undefined) shapes.set(key, shape);
      return known !== shape;
    }),
  );
}

function fieldsIn(fragment: SelectionNode): readonly { readonly type: string; readonly node: FieldNode }[] {
  const type = fragment.kind === Kind.INLINE_FRAGMENT ? fragment.typeCondition?.name.value : undefined;
  if (fragment.kind !== Kind.INLINE_FRAGMENT || type === undefined) return [];
  return fragment.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD ? [{ type, node }] : [],
  );
}
