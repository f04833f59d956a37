import {
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { JsonObject } from '../jsonObject.js';
import { isIncluded } from './isIncluded.js';
import type { FieldGroup } from './FieldGroup.js';
import type { PreparedOperation } from './PreparedOperation.js';

interface FragmentBody {
  readonly typeCondition?: NamedTypeNode | undefined;
  readonly selectionSet: SelectionSetNode;
}

interface Collecting {
  readonly type: GraphQLCompositeType;
  readonly nodes: Map<string, [FieldNode, ...FieldNode[]]>;
  readonly visited: Set<string>;
}

/** CollectFields of the GraphQL specification (section 6.3.2), remembered for each selection and type of one request. */
export class FieldCollector {
  readonly #schema: GraphQLSchema;
  readonly #operation: Pick<PreparedOperation, 'fragments' | 'dataKeys'>;
  readonly #variables: JsonObject;
  readonly #subfields = new Map<FieldGroup, Map<string, readonly FieldGroup[]>>();

  constructor(
    schema: GraphQLSchema,
    operation: Pick<PreparedOperation, 'fragments' | 'dataKeys'>,
    variables: JsonObject,
  ) {
    this.#schema = schema;
    this.#operation = operation;
    this.#variables = variables;
  }

  /** The fields a selection set has on a type, in the order the response has them. */
  fieldsOf(selectionSets: readonly SelectionSetNode[], type: GraphQLCompositeType): readonly FieldGroup[] {
    const collecting: Collecting = { type, nodes: new Map(), visited: new Set() };
    for (const { selections } of selectionSets) this.#collect(selections, collecting);
    return [...collecting.nodes].map(([key, nodes]) => this.#group(type, key, nodes));
  }

  subfieldsOf(group: FieldGroup, type: GraphQLCompositeType): readonly FieldGroup[] {
    let byType = this.#subfields.get(group);
    if (byType === undefined) {
      byType = new Map<string, readonly FieldGroup[]>();
      this.#subfields.set(group, byType);
    }
    const known = byType.get(type.name);
    if (known !== undefined) return known;
    const selectionSets = group.nodes.flatMap(({ selectionSet }) =>
      selectionSet === undefined ? [] : [selectionSet],
    );
    const fields = this.fieldsOf(selectionSets, type);
    byType.set(type.name, fields);
    return fields;
  }

  #group(type: GraphQLCompositeType, key: string, nodes: readonly [FieldNode, ...FieldNode[]]): FieldGroup {
    const [first] = nodes;
    const name = first.name.value;
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
    const dataKey = this.#operation.dataKeys.keyOf(first);
    return { key, dataKey, name, nodes, type: field?.type, coordinate: `${type.name}.${name}` };
  }

  #collect(selections: readonly SelectionNode[], collecting: Collecting): void {
    for (const selection of selections) {
      if (!isIncluded(selection, this.#variables)) continue;
      if (selection.kind === Kind.FIELD) addNode(collecting, selection);
      else if (selection.kind === Kind.INLINE_FRAGMENT) this.#collectFragment(selection, collecting);
      else this.#collectSpread(selection.name.value, collecting);
    }
  }

  #collectSpread(name: string, collecting: Collecting): void {
    const fragment = this.#operation.fragments.get(name);
    if (fragment === undefined || collecting.visited.has(name)) return;
    collecting.visited.add(name);
    this.#collectFragment(fragment, collecting);
  }

  #collectFragment({ typeCondition, selectionSet }: FragmentBody, collecting: Collecting): void {
    if (typeCondition === undefined || this.#applies(typeCondition.name.value, collecting.type))
      this.#collect(selectionSet.selections, collecting);
  }

  /** An interface stands for itself when its object's type was not asked for: then only what it implements applies. */
  #applies(condition: string, type: GraphQLCompositeType): boolean {
    if (condition === type.name) return true;
    const conditionType = this.#schema.getType(condition);
    if (!isAbstractType(conditionType)) return false;
    return (isObjectType(type) || isInterfaceType(type)) && this.#schema.isSubType(conditionType, type);
  }
}

function addNode({ nodes }: Collecting, node: FieldNode): void {
  const key = (node.alias ?? node.name).value;
  const known = nodes.get(key);
  if (known === undefined) nodes.set(key, [node]);
  else known.push(node);
}
