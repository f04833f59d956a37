import { Kind, parse, print, visit, type FieldNode, type SelectionNode } from 'graphql';
import type { Joins } from '../supergraph/Joins.js';

/**
 * Whether a planned query asks entities of several types for fields of one name and of different shapes, such as `Int`
 * and `Int!`. No query may, but the planner (0.0.38) writes such.
 */
export function contradictsItself(query: string, subgraph: Subgraph): boolean {
  const [operation] = parse(query, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return false;
  return operation.selectionSet.selections.some(
    (entities) => entities.kind === Kind.FIELD && hasTwoShapes(entities, subgraph),
  );
}

interface Subgraph {
  readonly joins: Joins;
  /** Its value of `join__Graph`. */
  readonly graph: string;
}

function hasTwoShapes({ selectionSet }: FieldNode, subgraph: Subgraph): boolean {
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

/** The type of a field in a subgraph, with no matter which object or interface. Undefined for what nobody declares. */
function shapeOf(type: string, field: string, { joins, graph }: Subgraph): string | undefined {
  const declared = joins.types.get(type)?.fields.get(field)?.type;
  const own = joins.of(type, field).find((join) => join.graph === graph)?.type;
  if (own !== undefined) return own.replaceAll(/\w+/g, (name) => (joins.types.has(name) ? '{}' : name));
  if (declared === undefined) return undefined;
  const isComposite = (name: string) => joins.types.has(name);
  return print(
    visit(declared, { Name: (name) => (isComposite(name.value) ? { ...name, value: '{}' } : undefined) }),
  );
}
