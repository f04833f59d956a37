import { isEnumType, type GraphQLLeafType } from 'graphql';

/** How values of the built-in scalars are written; undefined for a value the scalar does not allow. */
const builtIn: Readonly<Record<string, (value: unknown) => unknown>> = {
  Int: (value) => (isInt32(value) ? value : undefined),
  Float: (value) => (Number.isFinite(value) ? value : undefined),
  String: (value) => (typeof value === 'string' ? value : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  ID: (value) => (typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : undefined),
};

/** What a leaf may be written as, or undefined when the subgraph's value is none its type allows. */
export function leafValue(type: GraphQLLeafType, value: unknown): unknown {
  if (isEnumType(type)) return typeof value === 'string' && type.getValue(value) != null ? value : undefined;
  const write = builtIn[type.name];
  return write === undefined ? value : write(value);
}

function isInt32(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}
