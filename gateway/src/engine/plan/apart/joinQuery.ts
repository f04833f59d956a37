import type { FetchRewrite } from '@graphql-hive/router-query-planner';
import {
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { fragmentOn } from '../../operation/fragmentOn.js';
import type { SubgraphJoins } from '../shapeOf.js';
import { innerOf, mergedSelections, withSelections } from '../staging/mergedSelections.js';
import { unusedMark } from '../unusedMark.js';
import { aliasShapes } from './aliasShapes.js';

/** A planned query in which each field is there once. */
export interface JoinedQuery {
  readonly query: string;
  /** What gives keys back that the query has aliases for: by the `_entities` field's key, otherwise by ''. */
  readonly rewrites: ReadonlyMap<string, readonly FetchRewrite[]>;
}

/** Puts the parts of fields together that a query asks for by type: those of one key are one field again. */
export function joinQuery(
  text: string,
  keys: ReadonlyMap<string, string>,
  subgraph: SubgraphJoins,
): JoinedQuery {
  const { definitions } = parse(text, { noLocation: true });
  const fragments = new Map(
    definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('A planned query is an operation.');
  const renamed = new Renaming(keys, fragments).selections(operation.selectionSet.selections);
  const selectionSet = { kind: Kind.SELECTION_SET, selections: mergedSelections(renamed) } as const;
  const mark = unusedMark(text, '_shape_');
  const { operation: joined, rewrites } = aliasShapes({ ...operation, selectionSet }, mark, subgraph);
  return { query: stripIgnoredCharacters(print(joined)), rewrites };
}

/** The planner writes what it repeats as named fragments: parts can only be compared without. */
class Renaming {
  readonly #keys: ReadonlyMap<string, string>;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(keys: ReadonlyMap<string, string>, fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.#keys = keys;
    this.#fragments = fragments;
  }

  selections(selections: readonly SelectionNode[]): readonly SelectionNode[] {
    return selections.map((node) => this.#selection(node));
  }

  #selection(node: SelectionNode): SelectionNode {
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#spread(node.name.value);
    if (node.kind === Kind.INLINE_FRAGMENT) return withSelections(node, this.selections(innerOf(node)));
    const renamed = this.#renamed(node);
    return node.selectionSet === undefined
      ? renamed
      : withSelections(renamed, this.selections(innerOf(node)));
  }

  /** A node of its own: those of a fragment may be in several places. */
  #renamed(node: FieldNode): FieldNode {
    const value = this.#keys.get(node.alias?.value ?? '');
    if (value === undefined) return { ...node };
    const { alias, ...plain } = node;
    return alias === undefined || value === node.name.value
      ? plain
      : { ...plain, alias: { ...alias, value } };
  }

  #spread(name: string): SelectionNode {
    const fragment = this.#fragments.get(name);
    if (fragment === undefined) throw new Error('A planned query has the fragments it spreads.');
    return fragmentOn(fragment.typeCondition.name.value, this.selections(fragment.selectionSet.selections));
  }
}
