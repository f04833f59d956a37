import { elementCount, tensorDtypes, type InlineTensor } from '@ai-collective/contracts';
import type { TaskInputDeclaration } from './runnerInputs.js';

export type TensorComplaint =
  | { readonly code: 'TENSOR_DTYPE_MISMATCH'; readonly expected: string; readonly given: string }
  | { readonly code: 'TENSOR_SHAPE_MISMATCH'; readonly expected: string; readonly given: string }
  | { readonly code: 'TENSOR_DATA_LENGTH'; readonly expected: number; readonly given: number };

/** Sizes already given to named dimensions by other inputs of the same item. */
export type NamedDimensions = ReadonlyMap<string, number>;

/** A tensor that fits, with the sizes of named dimensions known after it, or what is wrong with it. */
export type TensorVerdict =
  { readonly dimensions: NamedDimensions } | { readonly complaint: TensorComplaint };

/** Compares a tensor with what the model declares: element type, shape (named dimensions agree), bytes of data. */
export function checkTensor(
  declared: Pick<TaskInputDeclaration, 'dtype' | 'shape'>,
  tensor: InlineTensor,
  dimensions: NamedDimensions,
): TensorVerdict {
  if (declared.dtype !== tensor.dtype)
    return {
      complaint: {
        code: 'TENSOR_DTYPE_MISMATCH',
        expected: declared.dtype ?? 'no tensor',
        given: tensor.dtype,
      },
    };
  const bound = bindShape(declared.shape, tensor.shape, dimensions);
  if (bound === null)
    return {
      complaint: {
        code: 'TENSOR_SHAPE_MISMATCH',
        expected: describeShape(declared.shape ?? [], dimensions),
        given: describeShape(tensor.shape, dimensions),
      },
    };
  const expected = elementCount(tensor.shape) * tensorDtypes[tensor.dtype];
  const given = base64Length(tensor.data);
  return expected === given
    ? { dimensions: bound }
    : { complaint: { code: 'TENSOR_DATA_LENGTH', expected, given } };
}

function bindShape(
  declared: TaskInputDeclaration['shape'],
  given: readonly number[],
  dimensions: NamedDimensions,
): NamedDimensions | null {
  if (declared === null) return dimensions;
  if (declared.length !== given.length) return null;
  const bound = new Map(dimensions);
  for (const [place, size] of given.entries()) {
    const dimension = declared[place] ?? null;
    const expected = typeof dimension === 'string' ? bound.get(dimension) : dimension;
    if (expected !== undefined && expected !== null && expected !== size) return null;
    if (typeof dimension === 'string') bound.set(dimension, size);
  }
  return bound;
}

function describeShape(shape: readonly (number | string | null)[], dimensions: NamedDimensions): string {
  const describe = (dimension: number | string | null): string => {
    if (dimension === null) return '?';
    const size = typeof dimension === 'string' ? dimensions.get(dimension) : undefined;
    return size === undefined ? String(dimension) : `${dimension}=${size}`;
  };
  return `[${shape.map(describe).join(', ')}]`;
}

/** Bytes that padded base64 decodes to, without decoding it. */
function base64Length(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}
