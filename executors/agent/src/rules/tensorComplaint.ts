import {
  elementCount,
  type InlineTensor,
  type TaskFailure,
  type TensorDeclaration,
  tensorDtypes,
} from '@ai-collective/contracts';

/** A tensor's type and shape, and how many bytes its elements take. */
export type TensorFacts = Pick<InlineTensor, 'dtype' | 'shape'> & { readonly bytes: number };

/** Names a model does not take, or misses; null when the names are right. */
export function nameComplaint(
  declared: readonly TensorDeclaration[],
  given: readonly string[],
): TaskFailure | null {
  const names = declared.map(({ name }) => name);
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    return complaint(
      'TENSOR_NAME_UNKNOWN',
      `The model has no input "${shorten(unknown)}". Its inputs: ${names.join(', ')}.`,
    );
  }
  const missing = names.find((name) => !given.includes(name));
  if (missing !== undefined) return complaint('TENSOR_MISSING', `The input "${missing}" is missing.`);
  return null;
}

/** What is wrong with a tensor for the input it is given to; null when nothing is. */
export function tensorComplaint(declared: TensorDeclaration, given: TensorFacts): TaskFailure | null {
  const { name, dtype, shape } = declared;
  if (given.dtype !== dtype) {
    return complaint('TENSOR_DTYPE_MISMATCH', `The input "${name}" takes ${dtype}, not ${given.dtype}.`);
  }
  if (!shapeFits(shape, given.shape)) {
    const [expected, actual] = [shape.map((size) => size ?? '?').join(', '), given.shape.join(', ')];
    return complaint(
      'TENSOR_SHAPE_MISMATCH',
      `The input "${name}" has the shape [${expected}], not [${actual}].`,
    );
  }
  const bytes = elementCount(given.shape) * tensorDtypes[given.dtype];
  if (given.bytes !== bytes) {
    return complaint(
      'TENSOR_SHAPE_MISMATCH',
      `The input "${name}" has ${given.bytes} bytes of data; its shape [${given.shape.join(', ')}] needs ${bytes}.`,
    );
  }
  return null;
}

/**
 * The shape of raw elements that come without one: the declared shape when it is fixed, or when one
 * unknown dimension follows from the number of bytes. Null when it cannot be told.
 */
export function shapeOfRaw(
  declared: TensorDeclaration,
  bytesPerElement: number,
  bytes: number,
): readonly number[] | null {
  const fixed = declared.shape.filter((size) => typeof size === 'number');
  const open = declared.shape.length - fixed.length;
  const known = elementCount(fixed) * bytesPerElement;
  if (open > 1 || known === 0) return null;
  const rest = open === 0 ? 1 : bytes / known;
  if (!Number.isInteger(rest)) return null;
  return declared.shape.map((size) => (typeof size === 'number' ? size : rest));
}

function shapeFits(declared: TensorDeclaration['shape'], given: readonly number[]): boolean {
  if (declared.length !== given.length) return false;
  return declared.every((size, axis) => typeof size !== 'number' || size === given[axis]);
}

function complaint(code: string, message: string): TaskFailure {
  return { code, message, fault: 'input' };
}

function shorten(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}
