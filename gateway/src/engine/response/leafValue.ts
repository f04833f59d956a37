import { isEnumType, type GraphQLLeafType } from 'graphql';

/** What a leaf may be written as, or undefined when the subgraph's value is none its type allows. */
export function leafValue(type: GraphQLLeafType, value: unknown): unknown {
  if (isEnumType(type))
    return typeof value === 'string' && type.getValue(value) !== undefined ? value : undefined;
  switch (type.name) {
    case 'Int':
      return Number.isInteger(value) && value === Number(value) && Math.abs(value + 0.5) <= 2 ** 31
        ? value
        : undefined;
    case 'Float':
      return Number.isFinite(value) ? value : undefined;
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'ID':
      return typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : undefined;
    default:
      return value;
  }
}
