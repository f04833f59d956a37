import type { JsonObject } from '../engine/jsonObject.js';
import { limitError } from './limitError.js';

export interface VariablesLimits {
  /** Most bytes of the variables as JSON without spaces, escapes not counted. */
  readonly bytes: number;
  /** Deepest nesting of lists and objects. */
  readonly depth: number;
  /** Most values, lists and objects included. */
  readonly values: number;
  /** Most fields of input objects; each object counts all that its type has, since coercion looks at all; see checkInputs. */
  readonly fields: number;
}

/** A list or object whose values are being looked at. */
interface Level {
  /** How many values there are. */
  readonly size: number;
  readonly valueAt: (index: number) => unknown;
  /** Undefined for lists. Objects with many names are slow to enumerate, so it is done once. */
  readonly names?: readonly string[];
  next: number;
}

/** Measures variables without recursion, and no further than to the limit. Throws a GraphQLError over one. */
export function checkVariables(variables: JsonObject, limits: Omit<VariablesLimits, 'fields'>): void {
  const { bytes: most, depth } = limits;
  let bytes = 0;
  let values = 0;
  const open: Level[] = [];
  const enter = (value: unknown): void => {
    const level = levelOf(value);
    values += level?.size ?? 0;
    if (values > limits.values) throw limitError('TOO_MANY_VALUES', 'values in its variables', limits.values);
    bytes += bytesOf(value, level?.names);
    if (bytes > most) throw limitError('VARIABLES_TOO_LARGE', 'bytes of variables', most);
    if (level === undefined) return;
    // The variables themselves are no level.
    if (open.length > depth) throw limitError('VARIABLES_TOO_DEEP', 'levels of lists and objects', depth);
    open.push(level);
  };
  enter(variables);
  for (let level = open.at(-1); level !== undefined; level = open.at(-1))
    if (level.next < level.size) enter(level.valueAt(level.next++));
    else open.pop();
}

function levelOf(value: unknown): Level | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value))
    return { size: value.length, valueAt: (index) => value[index] as unknown, next: 0 };
  const names = Object.keys(value);
  const valueAt = (index: number) => (value as JsonObject)[names[index] ?? ''];
  return { size: names.length, valueAt, names, next: 0 };
}

/** Bytes of a value's JSON; of lists and objects without what is in them, but with names and commas. */
function bytesOf(value: unknown, names: readonly string[] | undefined): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2;
  if (Array.isArray(value)) return 2 + Math.max(0, value.length - 1);
  if (names === undefined) return String(value).length;
  return names.reduce((sum, name) => sum + Buffer.byteLength(name) + 4, names.length === 0 ? 2 : 1);
}
