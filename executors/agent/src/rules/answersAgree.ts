import {
  floatTolerance,
  halfStep,
  inlineTensorSchema,
  type InlineTensor,
  type JsonValue,
  tensorDtypes,
} from '@ai-collective/contracts';

/**
 * Whether two answers of the tensor runner agree: floating-point elements within the {@link floatTolerance}, NaN with NaN, everything
 * else exactly. Anything that is no such answer does not agree.
 */
export function answersAgree(left: JsonValue, right: JsonValue): boolean {
  if (!isAnswer(left) || !isAnswer(right)) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every((name) => tensorsAgree(tensorOf(left[name]), tensorOf(right[name])));
}

function isAnswer(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function tensorOf(value: JsonValue | undefined): InlineTensor | undefined {
  return inlineTensorSchema.safeParse(value).data;
}

function tensorsAgree(left: InlineTensor | undefined, right: InlineTensor | undefined): boolean {
  if (left === undefined || left.dtype !== right?.dtype) return false;
  if (left.shape.length !== right.shape.length) return false;
  if (left.shape.some((size, axis) => size !== right.shape[axis])) return false;
  if (left.data === right.data) return true;
  const [a, b] = [floatsOf(left), floatsOf(right)];
  const rtol = left.dtype === 'float16' ? halfStep : floatTolerance.rtol;
  return (
    a !== null && b?.length === a.length && a.every((value, index) => close(value, b[index] ?? NaN, rtol))
  );
}

function close(left: number, right: number, rtol: number): boolean {
  if (Object.is(left, right) || left === right) return true;
  if (!Number.isFinite(left) || !Number.isFinite(right)) return false;
  return Math.abs(left - right) <= floatTolerance.atol + rtol * Math.max(Math.abs(left), Math.abs(right));
}

/** Null for elements that are no floating-point numbers. */
function floatsOf({ dtype, data }: InlineTensor): readonly number[] | null {
  const bytes = Buffer.from(data, 'base64');
  const read = readers[dtype];
  if (read === undefined) return null;
  const size = tensorDtypes[dtype];
  return Array.from({ length: bytes.byteLength / size }, (_, index) => read(bytes, index * size));
}

const readers: Partial<Record<InlineTensor['dtype'], (bytes: Buffer, offset: number) => number>> = {
  float16: (bytes, offset) => halfOf(bytes.readUInt16LE(offset)),
  float32: (bytes, offset) => bytes.readFloatLE(offset),
  float64: (bytes, offset) => bytes.readDoubleLE(offset),
};

/** IEEE 754 binary16. */
function halfOf(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
