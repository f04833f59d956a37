import {
  getNamedType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { isJsonObject, type JsonObject } from '../../engine/jsonObject.js';
import type { CostModel } from './CostModel.js';
import { saturated } from './CostProgram.js';

/** What one argument or input field is: its type, and the weight written at it. */
export interface InputPlace {
  readonly type: GraphQLInputType;
  readonly weight: number | undefined;
}

/**
 * The cost of an input value: input objects 1 and their fields, enums and scalars 0, unless weighted; a list the
 * weight once and again for each item; null nothing.
 */
export function inputCost(model: CostModel, value: unknown, { type, weight }: InputPlace): number {
  const named = getNamedType(type);
  const stated = weight ?? model.types.get(named.name);
  // Lists of what is free are not walked: they may be long.
  if (value == null || (!isInputObjectType(named) && (stated ?? 0) === 0)) return 0;
  if (isListType(nullable(type)) && Array.isArray(value))
    return listCost(model, value, { type: itemType(type), weight: stated });
  if (!isInputObjectType(named) || !isJsonObject(value)) return stated ?? 0;
  return saturated((stated ?? 1) + fieldsCost(model, value, named));
}

function fieldsCost(model: CostModel, value: JsonObject, type: GraphQLInputObjectType): number {
  let cost = 0;
  for (const { name, type: fieldType } of Object.values(type.getFields()))
    if (Object.hasOwn(value, name)) {
      const place = { type: fieldType, weight: model.fields.get(`${type.name}.${name}`) };
      cost = saturated(cost + inputCost(model, value[name], place));
    }
  return cost;
}

function listCost(model: CostModel, items: readonly unknown[], place: InputPlace): number {
  const { type, weight = 0 } = place;
  if (isLeafType(nullable(type)))
    return saturated(weight * (1 + items.filter((item) => item != null).length));
  let cost = weight;
  for (const item of items) cost = saturated(cost + inputCost(model, item, place));
  return cost;
}

function nullable(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) ? type.ofType : type;
}

function itemType(type: GraphQLInputType): GraphQLInputType {
  const list = nullable(type);
  return isListType(list) ? list.ofType : list;
}
