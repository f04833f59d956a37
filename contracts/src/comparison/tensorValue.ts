import type { JsonValue } from '../canonicalJson.js';
import { elementCount, tensorDtypes, type TensorDtype } from '../tensor.js';
import { float16ToNumber } from './float16.js';

/** A tensor found inside an output, its elements still as little-endian bytes. */
export interface TensorValue {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly bytes: Buffer;
}

/**
 * The tensor that a JSON value is, as the `tensor` runner writes it; null for every other value. An object that only looks
 * like one (an unknown element type, more or fewer bytes than its shape needs) is none: it is compared as any object.
 */
export function tensorValue(value: JsonValue): TensorValue | null {
  if (value === null || typeof value !== 'object' || Object.keys(value).length !== 3) return null;
  const { dtype, shape, data } = value as Partial<Record<string, JsonValue>>;
  if (typeof dtype !== 'string' || typeof data !== 'string' || !isDtype(dtype) || !isShape(shape))
    return null;
  const bytes = Buffer.from(data, 'base64');
  return bytes.byteLength === elementCount(shape) * tensorDtypes[dtype] ? { dtype, shape, bytes } : null;
}

type ReadElement = (bytes: Buffer, index: number) => number;

const floatReaders: Partial<Record<TensorDtype, ReadElement>> = {
  float16: (bytes, index) => float16ToNumber(bytes.readUInt16LE(index * 2)),
  float32: (bytes, index) => bytes.readFloatLE(index * 4),
  float64: (bytes, index) => bytes.readDoubleLE(index * 8),
};

/** Reads elements of a type of floating-point numbers; null for the other types, whose elements are exact. */
export function floatReader(dtype: TensorDtype): ReadElement | null {
  return floatReaders[dtype] ?? null;
}

function isDtype(text: string): text is TensorDtype {
  return Object.hasOwn(tensorDtypes, text);
}

function isShape(value: JsonValue | undefined): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length <= 16 &&
    value.every((size) => Number.isSafeInteger(size) && Number(size) >= 0)
  );
}
