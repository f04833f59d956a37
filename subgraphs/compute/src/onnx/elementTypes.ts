/** Names of TensorProto.DataType by number (onnx.proto of ONNX 1.18); the ones tensors on the wire may have are spelt as in contracts. */
const elementTypes: readonly string[] = [
  'undefined',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
];

/** The name of an ONNX element type; `undefined` for a number ONNX has not given out. */
export function elementTypeName(number: number): string {
  return elementTypes[number] ?? 'undefined';
}
