import { isEnumType, type GraphQLLeafType } from 'graphql';
import { jsonText } from './jsonText.js';

/** Writes a value of a leaf as JSON text; undefined for a value its type does not allow. */
export type LeafText = (value: unknown) => string | undefined;

const builtIn: Readonly<Record<string, LeafText>> = {
  Int: (value) => (isInt32(value) ? String(value) : undefined),
  Float: (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : undefined),
  String: (value) => (typeof value === 'string' ? jsonText(value) : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  ID: (value) => {
    if (typeof value === 'string') return jsonText(value);
    return Number.isInteger(value) ? `"${String(value)}"` : undefined;
  },
};

/** How the values of a leaf type are written. Custom scalars may be any JSON; enums only values clients know. */
export function leafText(type: GraphQLLeafType): LeafText {
  if (!isEnumType(type)) return builtIn[type.name] ?? ((value) => JSON.stringify(value));
  const texts = new Map<unknown, string>(type.getValues().map(({ name }) => [name, `"${name}"`]));
  return (value) => texts.get(value);
}

function isInt32(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value;
}
