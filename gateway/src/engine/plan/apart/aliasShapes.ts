import type { FetchNodePathSegment, FetchRewrite } from '@graphql-hive/router-query-planner';
import { Kind, visit, type FieldNode, type OperationDefinitionNode, type SelectionNode } from 'graphql';
import { namedTypeOf } from '../../supergraph/Joins.js';
import { shapeOf, type SubgraphJoins } from '../shapeOf.js';
import { innerOf } from '../staging/mergedSelections.js';

/** A valid query, and what makes its answer the one to the query it was. */
export interface AliasedShapes {
  readonly operation: OperationDefinitionNode;
  /** Renamings by the key of an `_entities` field whose items they are for; those for the root by ''. */
  readonly rewrites: ReadonlyMap<string, readonly FetchRewrite[]>;
}

/**
 * Gives aliases to fields of one key and of different shapes, such as `Int` and `Int!`, that are asked of several types
 * in one place: no query may have such. Fields of entities themselves are left as they are; see contradictsItself.
 */
export function aliasShapes(
  operation: OperationDefinitionNode,
  mark: string,
  subgraph: SubgraphJoins,
): AliasedShapes {
  const aliasing = new ShapeAliasing(mark, subgraph);
  const { selections } = operation.selectionSet;
  const entities = selections.filter((node) => node.kind === Kind.FIELD && node.name.value === '_entities');
  const root = subgraph.joins.roots[operation.operation];
  if (entities.length === 0) aliasing.look(fieldsIn(selections, root, []), '');
  for (const field of entities)
    for (const fragment of innerOf(field))
      aliasing.look(fieldsIn(innerOf(fragment), conditionOf(fragment) ?? '', []), keyOf(field));
  return { operation: aliasing.applied(operation), rewrites: aliasing.rewrites };
}

/** A field of an object of an answer, and the way to the object. */
interface Asked {
  readonly node: FieldNode;
  readonly type: string;
  readonly path: readonly FetchNodePathSegment[];
}

class ShapeAliasing {
  readonly rewrites = new Map<string, FetchRewrite[]>();
  readonly #mark: string;
  readonly #subgraph: SubgraphJoins;
  readonly #aliases = new Map<FieldNode, string>();

  constructor(mark: string, subgraph: SubgraphJoins) {
    this.#mark = mark;
    this.#subgraph = subgraph;
  }

  /** Looks at all that is asked of the objects in one place. */
  look(fields: readonly Asked[], base: string): void {
    const ofKey = grouped(fields, ({ node }) => keyOf(node));
    for (const [key, same] of ofKey) {
      const shapes = grouped(same, ({ node, type }) => shapeOf(type, node.name.value, this.#subgraph));
      for (const [position, alike] of [...shapes.values()].entries()) {
        if (position > 0) for (const each of alike) this.#alias(each, key, base);
        this.look(
          alike.flatMap((each) => this.#below(each, key)),
          base,
        );
      }
    }
  }

  applied(operation: OperationDefinitionNode): OperationDefinitionNode {
    return visit(operation, {
      Field: (node) => {
        const value = this.#aliases.get(node);
        return value === undefined ? undefined : { ...node, alias: { kind: Kind.NAME, value } };
      },
    });
  }

  #alias({ node, path }: Asked, key: string, base: string): void {
    const alias = `${this.#mark}${this.#aliases.size}_${key}`;
    this.#aliases.set(node, alias);
    const rewrite = { KeyRenamer: { path: [...path, { Key: alias }], renameKeyTo: key } };
    this.rewrites.set(base, [...(this.rewrites.get(base) ?? []), rewrite]);
  }

  #below({ node, type, path }: Asked, key: string): readonly Asked[] {
    const inner = this.#subgraph.joins.types.get(type)?.fields.get(node.name.value)?.type;
    return fieldsIn(innerOf(node), inner === undefined ? '' : namedTypeOf(inner), [...path, { Key: key }]);
  }
}

function fieldsIn(
  selections: readonly SelectionNode[],
  type: string,
  path: readonly FetchNodePathSegment[],
): readonly Asked[] {
  return selections.flatMap((node): readonly Asked[] => {
    if (node.kind === Kind.FIELD) return [{ node, type, path }];
    const condition = conditionOf(node);
    return condition === undefined
      ? fieldsIn(innerOf(node), type, path)
      : fieldsIn(innerOf(node), condition, [...path, { TypenameEquals: [condition] }]);
  });
}

function grouped<K>(fields: readonly Asked[], by: (asked: Asked) => K): ReadonlyMap<K, readonly Asked[]> {
  const groups = new Map<K, Asked[]>();
  for (const asked of fields) {
    const key = by(asked);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [asked]);
    else known.push(asked);
  }
  return groups;
}

function conditionOf(node: SelectionNode): string | undefined {
  return node.kind === Kind.INLINE_FRAGMENT ? node.typeCondition?.name.value : undefined;
}

function keyOf(node: SelectionNode): string {
  return node.kind === Kind.FIELD ? (node.alias ?? node.name).value : '';
}
