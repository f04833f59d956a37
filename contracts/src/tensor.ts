import { z } from 'zod';

/** Element types a tensor may have on the wire, by their ONNX names, with bytes per element. */
export const tensorDtypes = {
  float32: 4,
  float64: 8,
  float16: 2,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  bool: 1,
} as const;

export type TensorDtype = keyof typeof tensorDtypes;

const dtypeSchema = z.enum(Object.keys(tensorDtypes) as [TensorDtype, ...TensorDtype[]]);

/** A tensor inside JSON or MessagePack: little-endian, row-major elements in base64. */
export const inlineTensorSchema = z.object({
  dtype: dtypeSchema,
  shape: z.array(z.int().nonnegative()).max(16).readonly(),
  data: z.base64(),
});

export type InlineTensor = z.infer<typeof inlineTensorSchema>;

/** Number of elements of a shape; 1 for a scalar's empty shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** An input or output of a model as its ONNX file declares it. A dimension is fixed, named, or unknown (null). */
export const tensorDeclarationSchema = z.object({
  name: z.string(),
  dtype: z
    .string()
    .describe('an ONNX element type; may be one that cannot be sent on the wire, such as string'),
  shape: z.array(z.union([z.int(), z.string(), z.null()])).readonly(),
});

export type TensorDeclaration = z.infer<typeof tensorDeclarationSchema>;
