import type { GraphQLInterfaceType, GraphQLObjectType } from 'graphql';
import type { CostModel, ListSize } from './CostModel.js';

type FieldedType = GraphQLObjectType | GraphQLInterfaceType;

/** The weight written at a field, or the greatest at the interfaces it implements. */
export function fieldWeight(model: CostModel, type: FieldedType, field: string): number | undefined {
  return own(model.fields, type, `.${field}`);
}

export function argumentWeight(
  model: CostModel,
  type: FieldedType,
  { field, argument }: { readonly field: string; readonly argument: string },
): number | undefined {
  return own(model.arguments, type, `.${field}(${argument}:)`);
}

function own(weights: ReadonlyMap<string, number>, type: FieldedType, member: string): number | undefined {
  const stated = weights.get(type.name + member);
  if (stated !== undefined || weights.size === 0) return stated;
  const inherited = type
    .getInterfaces()
    .map(({ name }) => weights.get(name + member))
    .filter((weight) => weight !== undefined);
  return inherited.length === 0 ? undefined : Math.max(...inherited);
}

/** The `@listSize` of a field, or the first one at the interfaces it implements. */
export function fieldListSize(
  { listSizes }: CostModel,
  type: FieldedType,
  field: string,
): ListSize | undefined {
  const stated = listSizes.get(`${type.name}.${field}`);
  if (stated !== undefined || listSizes.size === 0) return stated;
  return type
    .getInterfaces()
    .map(({ name }) => listSizes.get(`${name}.${field}`))
    .find((size) => size !== undefined);
}
