import { isEnumType, type GraphQLLeafType } from 'graphql';
import type { JsonBuffer } from './JsonBuffer.js';

/** Writes a value of a leaf; false, and nothing written, for a value its type does not allow. */
export type WriteLeaf = (value: unknown, out: JsonBuffer) => boolean;

const builtIn: Readonly<Record<string, WriteLeaf>> = {
  Int: (value, out) => isInt32(value) && writeNumber(value, out),
  Float: (value, out) => typeof value === 'number' && Number.isFinite(value) && writeNumber(value, out),
  String: (value, out) => typeof value === 'string' && writeString(value, out),
  Boolean: (value, out) => typeof value === 'boolean' && writeNumber(value, out),
  ID: (value, out) => {
    if (typeof value === 'string') return writeString(value, out);
    return Number.isInteger(value) && writeString(String(value), out);
  },
};

/** How the values of a leaf type are written. Custom scalars may be any JSON; enums only values clients know. */
export function leafWriter(type: GraphQLLeafType): WriteLeaf {
  if (!isEnumType(type)) return builtIn[type.name] ?? writeAny;
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value, out) => names.has(value) && writeString(value as string, out);
}

function isInt32(value: unknown): value is number {
  return typeof value === 'number' && (value | 0) === value;
}

function writeNumber(value: number | boolean, out: JsonBuffer): boolean {
  out.ascii(String(value));
  return true;
}

function writeString(value: string, out: JsonBuffer): boolean {
  out.string(value);
  return true;
}

function writeAny(value: unknown, out: JsonBuffer): boolean {
  out.json(JSON.stringify(value));
  return true;
}
