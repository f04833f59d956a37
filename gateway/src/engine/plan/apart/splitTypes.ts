import {
  Kind,
  OperationTypeNode,
  print,
  type DocumentNode,
  type FieldNode,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { fragmentOn } from '../../operation/fragmentOn.js';
import { namedTypeOf, type Joins } from '../../supergraph/Joins.js';
import { innerOf, mergedSelections, withSelections } from '../staging/mergedSelections.js';
import { unusedMark } from '../unusedMark.js';

/** An operation in which fields that lead to interfaces are there once for each type of object. */
export interface SplitDocument {
  readonly document: DocumentNode;
  /** Response keys by the aliases that stand for them. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Most fields of a split operation. Below fields in each other, what is selected is written for each pair of types. */
const fieldLimit = 2_000;

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Splits the fields with the given names. Undefined where none of them leads to an interface, and where it would get
 * too large. Root fields stay whole where each would be done, or listened to, apart.
 */
export function splitTypes(
  document: DocumentNode,
  fields: ReadonlySet<string>,
  joins: Joins,
): SplitDocument | undefined {
  const splitting = new Splitting(fields, joins, unusedMark(print(document), '_apart_'));
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? splitting.operation(node) : node,
  );
  const { keys, isTooLarge } = splitting;
  return keys.size === 0 || isTooLarge ? undefined : { document: { ...document, definitions }, keys };
}

class Splitting {
  readonly keys = new Map<string, string>();
  readonly #names: ReadonlySet<string>;
  readonly #joins: Joins;
  readonly #mark: string;
  #fields = 0;

  constructor(names: ReadonlySet<string>, joins: Joins, mark: string) {
    this.#names = names;
    this.#joins = joins;
    this.#mark = mark;
  }

  get isTooLarge(): boolean {
    return this.#fields > fieldLimit;
  }

  operation(node: OperationDefinitionNode): OperationDefinitionNode {
    const root = this.#joins.roots[node.operation];
    const mayRepeat = node.operation === OperationTypeNode.QUERY;
    const selections = node.selectionSet.selections.flatMap((field) =>
      this.#selection(field, root, mayRepeat),
    );
    return { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections } };
  }

  #selections(selections: readonly SelectionNode[], type: string): readonly SelectionNode[] {
    return selections.flatMap((node) => this.#selection(node, type, true));
  }

  #selection(node: SelectionNode, type: string, maySplit: boolean): readonly SelectionNode[] {
    if (this.isTooLarge) return [];
    if (node.kind === Kind.FIELD) return this.#field(node, type, maySplit);
    if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
    return [withSelections(node, this.#selections(innerOf(node), conditionOf(node) ?? type))];
  }

  #field(node: FieldNode, type: string, maySplit: boolean): readonly SelectionNode[] {
    this.#fields++;
    const inner = this.#joins.types.get(type)?.fields.get(node.name.value)?.type;
    if (inner === undefined || node.selectionSet === undefined) return [node];
    const named = namedTypeOf(inner);
    const { objects = [] } = this.#joins.types.get(named) ?? {};
    return maySplit && objects.length > 0 && this.#names.has(node.name.value)
      ? this.#parts(node, objects)
      : [withSelections(node, this.#selections(innerOf(node), named))];
  }

  /** The field once for each type of which more is asked than its name. */
  #parts(node: FieldNode, objects: readonly string[]): readonly SelectionNode[] {
    const parts = objects.flatMap((object) => {
      const selections = this.#selectedOn(object, innerOf(node));
      return selections.every(isTypename) ? [] : [this.#part(node, object, selections)];
    });
    return parts.length > 0 ? parts : [withSelections(node, [typename])];
  }

  #part(node: FieldNode, object: string, selections: readonly SelectionNode[]): SelectionNode {
    const key = (node.alias ?? node.name).value;
    const alias = `${this.#mark}${this.keys.size}_${key}`;
    this.keys.set(alias, key);
    const own = fragmentOn(object, this.#selections(mergedSelections(selections), object));
    return withSelections({ ...node, alias: { kind: Kind.NAME, value: alias } }, [typename, own]);
  }

  /** What is selected of an object of one type. */
  #selectedOn(object: string, selections: readonly SelectionNode[]): readonly SelectionNode[] {
    return selections.flatMap((node) => {
      if (node.kind !== Kind.INLINE_FRAGMENT) return [node];
      return this.#applies(conditionOf(node), object) ? this.#selectedOn(object, innerOf(node)) : [];
    });
  }

  #applies(condition: string | undefined, object: string): boolean {
    if (condition === undefined || condition === object) return true;
    return this.#joins.types.get(condition)?.objects.includes(object) === true;
  }
}

function conditionOf({ typeCondition }: InlineFragmentNode): string | undefined {
  return typeCondition?.name.value;
}

function isTypename(node: SelectionNode): boolean {
  return node.kind === Kind.FIELD && node.name.value === typename.name.value && node.alias === undefined;
}
