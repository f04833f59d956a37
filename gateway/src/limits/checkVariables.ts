import type { JsonObject } from '../engine/jsonObject.js';
import { limitError } from './limitError.js';

export interface VariablesLimits {
  /** Most bytes of the variables as JSON without spaces, escapes not counted. */
  readonly bytes: number;
  /** Deepest nesting of lists and objects. */
  readonly depth: number;
}

interface Level {
  readonly values: readonly unknown[];
  next: number;
}

/** Measures variables without recursion, and no further than to the limit. Throws a GraphQLError over one. */
export function checkVariables(variables: JsonObject, { bytes: most, depth }: VariablesLimits): void {
  let bytes = 0;
  const open: Level[] = [];
  const enter = (value: unknown): void => {
    bytes += sizeOf(value);
    if (bytes > most) throw limitError('VARIABLES_TOO_LARGE', 'bytes of variables', most);
    if (typeof value !== 'object' || value === null) return;
    // The variables themselves are no level.
    if (open.length > depth) throw limitError('VARIABLES_TOO_DEEP', 'levels of lists and objects', depth);
    open.push({ values: Array.isArray(value) ? value : Object.values(value), next: 0 });
  };
  enter(variables);
  for (let level = open.at(-1); level !== undefined; level = open.at(-1))
    if (level.next < level.values.length) enter(level.values[level.next++]);
    else open.pop();
}

/** Bytes of a value's JSON; of lists and objects without what is in them, but with names and commas. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 2;
  if (Array.isArray(value)) return 2 + Math.max(0, value.length - 1);
  if (typeof value !== 'object' || value === null) return String(value).length;
  const names = Object.keys(value);
  return names.reduce((sum, name) => sum + Buffer.byteLength(name) + 4, names.length === 0 ? 2 : 1);
}
