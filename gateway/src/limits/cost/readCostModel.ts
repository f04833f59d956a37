import {
  isTypeDefinitionNode,
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
} from 'graphql';
import type { CostModel, ListSize } from './CostModel.js';
import { argumentsOf, costDirectiveNames, type CostDirectiveNames } from './costDirectiveNames.js';
import { readListSize } from './readListSize.js';

interface Reading {
  readonly names: CostDirectiveNames;
  readonly types: Map<string, number>;
  readonly fields: Map<string, number>;
  readonly arguments: Map<string, number>;
  readonly listSizes: Map<string, ListSize>;
}

interface Directed {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

/**
 * Reads the directives of the IBM GraphQL Cost Directives draft, as composition leaves them in a supergraph.
 * Undefined when it has none.
 */
export function readCostModel(supergraph: DocumentNode): CostModel | undefined {
  const model: Reading = {
    names: costDirectiveNames(supergraph),
    types: new Map(),
    fields: new Map(),
    arguments: new Map(),
    listSizes: new Map(),
  };
  for (const node of supergraph.definitions) if (isTypeDefinitionNode(node)) readType(model, node);
  const { types, fields, arguments: given, listSizes } = model;
  return types.size + fields.size + given.size + listSizes.size === 0 ? undefined : model;
}

function readType(model: Reading, node: TypeDefinitionNode): void {
  readWeight(model, model.types, { node, coordinate: node.name.value });
  if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION)
    for (const field of node.fields ?? []) readField(model, field, node);
  if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION)
    for (const field of node.fields ?? []) readInputField(model, field, node);
}

function readField(model: Reading, field: FieldDefinitionNode, { name }: TypeDefinitionNode): void {
  const coordinate = `${name.value}.${field.name.value}`;
  readWeight(model, model.fields, { node: field, coordinate });
  const listSize = directiveOf(field, model.names.listSize);
  if (listSize !== undefined) model.listSizes.set(coordinate, readListSize(listSize));
  for (const argument of field.arguments ?? [])
    readWeight(model, model.arguments, {
      node: argument,
      coordinate: `${coordinate}(${argument.name.value}:)`,
    });
}

function readInputField(model: Reading, field: InputValueDefinitionNode, { name }: TypeDefinitionNode): void {
  readWeight(model, model.fields, { node: field, coordinate: `${name.value}.${field.name.value}` });
}

/** The draft writes weights as strings, federation as integers. */
function readWeight(
  { names }: Reading,
  weights: Map<string, number>,
  { node, coordinate }: { readonly node: Directed; readonly coordinate: string },
): void {
  const directive = directiveOf(node, names.cost);
  if (directive === undefined) return;
  const weight = Number(argumentsOf(directive).weight);
  if (Number.isFinite(weight)) weights.set(coordinate, weight);
}

function directiveOf({ directives }: Directed, name: string): ConstDirectiveNode | undefined {
  return directives?.find((directive) => directive.name.value === name);
}
