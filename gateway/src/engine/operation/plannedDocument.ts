import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { JsonObject } from '../jsonObject.js';
import type { Supergraph } from '../supergraph/readSupergraph.js';
import { FieldCollector } from './FieldCollector.js';
import type { FieldGroup } from './FieldGroup.js';
import { fragmentOn } from './fragmentOn.js';
import { plannedVariable } from './plannedVariable.js';
import type { PreparedOperation } from './PreparedOperation.js';

/** Thrown when an operation, its fragments written out, selects more fields than the engine plans. */
export class OperationTooLargeError extends Error {}

/** Most fields of a planned operation. Fragments on abstract types are written out for each type. */
const fieldLimit = 20_000;

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The operation as the planner gets it, or undefined when the engine answers all of it by itself.
 * It says the same in the simplest words, because the planner (0.0.38) fails on many nested, overlapping or
 * impossible fragments, and on roots of which `@skip` leaves nothing: fragments are merged into fields,
 * at most one type condition stands between a field and its parent, `@skip` and `@include` are decided,
 * `__typename` has no alias, introspection is gone.
 */
export function plannedDocument(
  supergraph: Supergraph,
  prepared: PreparedOperation,
  variables: JsonObject,
): DocumentNode | undefined {
  const { operation } = prepared;
  const root = supergraph.schema.getRootType(operation.operation);
  if (root == null) return undefined;
  const writer = new PlannedWriter(supergraph, new FieldCollector(supergraph.schema, prepared, variables));
  const selectionSet = writer.root(operation.selectionSet, root);
  if (selectionSet.selections.length === 0) return undefined;
  return {
    kind: Kind.DOCUMENT,
    definitions: [withUsedVariables({ ...operation, directives: [], selectionSet })],
  };
}

class PlannedWriter {
  #fields = 0;
  readonly #supergraph: Supergraph;
  readonly #collector: FieldCollector;

  constructor(supergraph: Supergraph, collector: FieldCollector) {
    this.#supergraph = supergraph;
    this.#collector = collector;
  }

  root(selectionSet: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode {
    const groups = this.#collector
      .fieldsOf([selectionSet], type)
      .filter(({ type: fieldType }) => fieldType !== undefined);
    return selectionSetOf(groups.map((group) => this.#field(group)));
  }

  #field(group: FieldGroup): FieldNode {
    if (++this.#fields > fieldLimit) throw new OperationTooLargeError();
    if (group.type === undefined) return typename;
    const [{ name, arguments: given }] = group.nodes;
    const alias =
      group.dataKey === group.name ? {} : { alias: { kind: Kind.NAME, value: group.dataKey } as const };
    const type = getNamedType(group.type);
    const selectionSet = isCompositeType(type) ? { selectionSet: this.#subfields(group, type) } : {};
    return { kind: Kind.FIELD, name, ...alias, ...(given && { arguments: given }), ...selectionSet };
  }

  #subfields(group: FieldGroup, type: GraphQLCompositeType): SelectionSetNode {
    const common = this.#collector.subfieldsOf(group, type);
    const selections: SelectionNode[] = common.map((field) => this.#field(field));
    if (isAbstractType(type)) {
      const known = new Map(common.map((field) => [field.key, field.nodes.length]));
      for (const possible of this.#supergraph.schema.getPossibleTypes(type)) {
        const own = this.#collector.subfieldsOf(group, possible);
        const added = own
          .filter(({ key, nodes }) => known.get(key) !== nodes.length)
          .map((field) => this.#field(field));
        if (added.length > 0) selections.push(fragmentOn(possible.name, added));
      }
      // Asked by a fragment alone, the planner (0.0.38) leaves the type out where it needs it.
      if (selections.length > common.length) selections.push(typename);
    }
    return selectionSetOf(selections.length === 0 ? [typename] : selections);
  }
}

function selectionSetOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

/** Only variables that are used, under names that are not the planner's own. */
function withUsedVariables(operation: OperationDefinitionNode): OperationDefinitionNode {
  const used = new Set<string>();
  visit(operation.selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions =
    operation.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? [];
  const planned = { ...operation, variableDefinitions };
  return [...used].every((name) => plannedVariable(name) === name) ? planned : withPlannedNames(planned);
}

function withPlannedNames(operation: OperationDefinitionNode): OperationDefinitionNode {
  return visit(operation, {
    Variable: (variable) => ({
      ...variable,
      name: { kind: Kind.NAME, value: plannedVariable(variable.name.value) } as const,
    }),
  });
}
