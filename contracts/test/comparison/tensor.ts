import type { JsonValue } from '../../src/canonicalJson.js';
import type { TensorDtype } from '../../src/tensor.js';

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int32: Int32Array,
} as const;

/** A tensor as the `tensor` runner writes it. Elements of float16 are given as their 16 bits, of int64 as bigints. */
export function tensor(
  dtype: keyof typeof arrays | 'int64',
  shape: readonly number[],
  elements: readonly (number | bigint)[],
): JsonValue {
  const { buffer } =
    dtype === 'int64' ? BigInt64Array.from(elements.map(BigInt)) : arrays[dtype].from(elements.map(Number));
  return { dtype: dtype satisfies TensorDtype, shape, data: Buffer.from(buffer).toString('base64') };
}
