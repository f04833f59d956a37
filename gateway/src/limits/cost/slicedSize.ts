import {
  getNamedType,
  isInputObjectType,
  valueFromASTUntyped,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { isJsonObject, ownValue, type JsonObject } from '../../engine/jsonObject.js';
import type { ListSize } from './CostModel.js';

export interface Sizing {
  /** Undefined when nothing says how long the list is. */
  readonly size: number | undefined;
  /** Whether exactly one slicing argument should have been in effect, and was not. */
  readonly lacksOne: boolean;
}

/**
 * How long a field's list is by its `@listSize`: the greatest slicing argument in effect, otherwise the assumed size.
 * An argument that is left out is in effect with its default; a list as an argument (of ids) counts its items.
 */
export function slicedSize(
  listSize: ListSize,
  { field, node }: { readonly field: GraphQLField<unknown, unknown>; readonly node: FieldNode },
  variables: JsonObject,
): Sizing {
  const { slicingArguments, assumedSize, requiresOneSlicingArgument } = listSize;
  if (slicingArguments.length === 0) return { size: assumedSize, lacksOne: false };
  let [inEffect, greatest] = [0, 0];
  for (const [name = '', ...path] of slicingArguments) {
    const definition = field.args.find((argument) => argument.name === name);
    if (definition === undefined) continue;
    const length = lengthOf(valueAt(definition, argumentIn(node, definition, variables), path));
    if (length === undefined) continue;
    inEffect++;
    greatest = Math.max(greatest, length);
  }
  return {
    size: inEffect === 0 ? assumedSize : greatest,
    lacksOne: requiresOneSlicingArgument && inEffect !== 1,
  };
}

function argumentIn(node: FieldNode, { name }: GraphQLArgument, variables: JsonObject): unknown {
  const given = node.arguments?.find((argument) => argument.name.value === name);
  return given === undefined ? undefined : valueFromASTUntyped(given.value, variables);
}

/** The value at a path, defaults included. */
function valueAt(
  definition: GraphQLArgument | GraphQLInputField,
  given: unknown,
  [next, ...path]: readonly string[],
): unknown {
  const value = given === undefined ? definition.defaultValue : given;
  if (next === undefined) return value;
  const below = fieldOf(definition.type, next);
  return below === undefined || !isJsonObject(value)
    ? undefined
    : valueAt(below, ownValue(value, next), path);
}

function fieldOf(type: GraphQLInputType, name: string): GraphQLInputField | undefined {
  const named = getNamedType(type);
  return isInputObjectType(named) ? named.getFields()[name] : undefined;
}

function lengthOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(0, value) : undefined;
}
