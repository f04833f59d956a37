import { type TensorDtype, tensorDtypes } from '@ai-collective/contracts';

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  // ONNX Runtime takes half-precision numbers as their 16 bits.
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const satisfies Record<TensorDtype, unknown>;

export type ElementArray = InstanceType<(typeof arrays)[TensorDtype]>;

/** Little-endian bytes as elements of a type. Every platform ONNX Runtime is built for is little-endian itself. */
export function elementArray(dtype: TensorDtype, bytes: Uint8Array): ElementArray {
  const aligned = bytes.byteOffset % tensorDtypes[dtype] === 0 ? bytes : bytes.slice();
  return new arrays[dtype](
    aligned.buffer as ArrayBuffer,
    aligned.byteOffset,
    aligned.byteLength / tensorDtypes[dtype],
  );
}

/** True for an element type a tensor may have on the wire. */
export function isWireDtype(dtype: string): dtype is TensorDtype {
  return Object.hasOwn(tensorDtypes, dtype);
}
