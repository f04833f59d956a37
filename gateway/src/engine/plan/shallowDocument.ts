import {
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { OperationTooLargeError } from '../operation/plannedDocument.js';

/** Selections within each other after which a fragment goes on. The planner (0.0.38) reads 50. */
const deepest = 24;

/** The same where an interface or union is selected: objects are preferred, there a fragment says nothing new. */
const deepestOfAbstract = 32;

/** Most levels of an operation. Of 400 the planner takes 80 ms, of 3000 fourteen seconds. */
const levelLimit = 400;

/**
 * The same operation, no selection deeper than the planner reads. What is deeper goes on in named fragments, each
 * spread once, on the type that is selected from there. Throws {@link OperationTooLargeError} when there are too many levels all in all.
 */
export function shallowDocument(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const shallowing = new Shallowing(schema);
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? shallowing.operation(node) : node,
  );
  const { fragments } = shallowing;
  return fragments.length === 0 ? document : { ...document, definitions: [...definitions, ...fragments] };
}

class Shallowing {
  readonly fragments: FragmentDefinitionNode[] = [];
  readonly #schema: GraphQLSchema;
  #level = 0;

  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
  }

  operation(node: OperationDefinitionNode): OperationDefinitionNode {
    const root = this.#schema.getRootType(node.operation);
    return root == null ? node : { ...node, selectionSet: this.#selections(node.selectionSet, root, 1) };
  }

  #selections(
    { kind, selections }: SelectionSetNode,
    type: GraphQLCompositeType,
    depth: number,
  ): SelectionSetNode {
    if (depth > (isObjectType(type) ? deepest : deepestOfAbstract))
      return { kind, selections: [this.#spread({ kind, selections }, type)] };
    return { kind, selections: selections.map((node) => this.#selection(node, type, depth)) };
  }

  #selection(node: SelectionNode, type: GraphQLCompositeType, depth: number): SelectionNode {
    if (node.kind === Kind.FRAGMENT_SPREAD || node.selectionSet === undefined) return node;
    const inner =
      node.kind === Kind.FIELD ? this.#typeOf(type, node.name.value) : this.#conditionOf(node, type);
    if (inner === undefined) return node;
    if (++this.#level > levelLimit) throw new OperationTooLargeError();
    const selectionSet = this.#selections(node.selectionSet, inner, depth + 1);
    this.#level--;
    return { ...node, selectionSet };
  }

  #spread(selectionSet: SelectionSetNode, type: GraphQLCompositeType): SelectionNode {
    const position = this.fragments.length;
    const name = { kind: Kind.NAME, value: `_deep_${position}` } as const;
    const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } } as const;
    const begun: FragmentDefinitionNode = {
      kind: Kind.FRAGMENT_DEFINITION,
      name,
      typeCondition,
      selectionSet,
    };
    this.fragments.push(begun);
    this.fragments[position] = { ...begun, selectionSet: this.#selections(selectionSet, type, 1) };
    return { kind: Kind.FRAGMENT_SPREAD, name };
  }

  #typeOf(type: GraphQLCompositeType, field: string): GraphQLCompositeType | undefined {
    if (!('getFields' in type)) return undefined;
    const named = getNamedType(type.getFields()[field]?.type);
    return isCompositeType(named) ? named : undefined;
  }

  #conditionOf(
    { typeCondition }: { readonly typeCondition?: { readonly name: { readonly value: string } } | undefined },
    type: GraphQLCompositeType,
  ): GraphQLCompositeType | undefined {
    const condition = typeCondition === undefined ? type : this.#schema.getType(typeCondition.name.value);
    return isCompositeType(condition) ? condition : undefined;
  }
}
