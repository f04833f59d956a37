import type { JsonValue } from '../canonicalJson.js';
import { tensorDtypes } from '../tensor.js';
import { floatTolerance, halfStep } from './floatTolerance.js';
import { floatReader, tensorValue, type TensorValue } from './tensorValue.js';

/**
 * How two outputs of a model version are compared. EXACT: the same JSON, whatever the order of its members.
 * TOLERANCE: the same structure, in which numbers may differ by `atol + rtol · max(|a|, |b|)`.
 */
export type Comparator =
  { readonly type: 'EXACT' } | { readonly type: 'TOLERANCE'; readonly atol: number; readonly rtol: number };

export type ComparatorKind = Comparator['type'];

type Tolerance = Extract<Comparator, { type: 'TOLERANCE' }>;

/** For float32 across processors and execution providers. */
export const defaultTolerance: Tolerance = { type: 'TOLERANCE', ...floatTolerance };

/**
 * Whether two outputs agree. Under TOLERANCE:
 * - elements of float32 and float64 tensors, and JSON numbers unless both are integers, may differ by the tolerance, those of float16
 *   tensors by one step of theirs at least;
 * - integers, strings, booleans, lengths, names of members, element types and shapes are equal;
 * - NaN agrees with NaN, and an infinity with the same infinity, as an honest model may give them; neither with anything else.
 *
 * Symmetric and reflexive, but not transitive. Takes anything JSON can hold, nested however deeply: never throws, and its work is
 * linear in the size of the outputs. Outputs that are the same byte for byte need not be compared.
 */
export function outputsAgree(left: JsonValue, right: JsonValue, comparator: Comparator): boolean {
  // No recursion: what a device sends may be nested more deeply than the stack is.
  const pending: Pair[] = [[left, right]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const parts = compare(pair[0], pair[1], comparator);
    if (parts === null) return false;
    for (const part of parts) pending.push(part);
  }
  return true;
}

type Pair = readonly [JsonValue, JsonValue];
const equal: readonly Pair[] = [];

/** Null when two values cannot agree, else what is left to compare in them. */
function compare(left: JsonValue, right: JsonValue, comparator: Comparator): readonly Pair[] | null {
  if (Object.is(left, right)) return equal;
  if (typeof left === 'number' && typeof right === 'number')
    return numbersAgree(left, right, comparator) ? equal : null;
  if (!isContainer(left) || !isContainer(right)) return null;
  if (comparator.type === 'TOLERANCE') {
    const tensors = [tensorValue(left), tensorValue(right)] as const;
    if (tensors[0] !== null && tensors[1] !== null)
      return tensorsAgree(tensors[0], tensors[1], comparator) ? equal : null;
  }
  return pairMembers(left, right);
}

type Container = readonly JsonValue[] | Readonly<Record<string, JsonValue>>;

function isContainer(value: JsonValue): value is Container {
  return value !== null && typeof value === 'object';
}

function pairMembers(left: Container, right: Container): readonly Pair[] | null {
  if (Array.isArray(left) !== Array.isArray(right)) return null;
  const entries = Object.entries(left);
  if (entries.length !== Object.keys(right).length) return null;
  const pairs: Pair[] = [];
  for (const [name, member] of entries) {
    if (!Object.hasOwn(right, name)) return null;
    pairs.push([member, (right as Readonly<Record<string, JsonValue>>)[name] ?? null]);
  }
  return pairs;
}

function numbersAgree(left: number, right: number, comparator: Comparator): boolean {
  if (comparator.type === 'EXACT' || (Number.isSafeInteger(left) && Number.isSafeInteger(right)))
    return left === right;
  return withinTolerance(left, right, comparator);
}

function tensorsAgree(left: TensorValue, right: TensorValue, tolerance: Tolerance): boolean {
  if (left.dtype !== right.dtype || left.shape.length !== right.shape.length) return false;
  if (left.shape.some((size, axis) => size !== right.shape[axis])) return false;
  if (left.bytes.equals(right.bytes)) return true;
  const read = floatReader(left.dtype);
  if (read === null) return false;
  const allowed =
    left.dtype === 'float16' ? { ...tolerance, rtol: Math.max(tolerance.rtol, halfStep) } : tolerance;
  const count = left.bytes.byteLength / tensorDtypes[left.dtype];
  for (let index = 0; index < count; index++)
    if (!withinTolerance(read(left.bytes, index), read(right.bytes, index), allowed)) return false;
  return true;
}

function withinTolerance(left: number, right: number, { atol, rtol }: Tolerance): boolean {
  if (left === right) return true;
  if (Number.isNaN(left) || Number.isNaN(right)) return Number.isNaN(left) && Number.isNaN(right);
  const difference = Math.abs(left - right);
  // An infinity would be within any relative tolerance of a finite number; so would two finite ones that overflow it.
  return Number.isFinite(difference) && difference <= atol + rtol * Math.max(Math.abs(left), Math.abs(right));
}
