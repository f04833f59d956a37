import type { TensorDtype } from '@ai-collective/contracts';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { type ElementArray, elementArray, isWireDtype } from './elementArray.js';

/** A model's inputs for one task, or its outputs: tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** True when every input and output of a model begins with a dimension of any size: the axis along which items may be stacked. */
export function hasBatchAxis({ inputMetadata, outputMetadata }: InferenceSession): boolean {
  const all = [...inputMetadata, ...outputMetadata];
  return all.every((value) => value.isTensor && value.shape.length > 0 && typeof value.shape[0] === 'string');
}

/** Stacks the tensors of several tasks along their first axis. Throws a RangeError where their other dimensions differ. */
export function stackTensors(tasks: readonly Tensors[]): Tensors {
  const [first] = tasks;
  if (first === undefined) throw new RangeError('a stack has at least one task');
  return Object.fromEntries(
    Object.keys(first).map((name) => [name, concatenate(tasks.map((tensors) => tensors[name]))]),
  );
}

/** Takes a model's outputs apart again. `rows` are the items of each task. Throws a RangeError where an output has not as many. */
export function splitTensors(outputs: Tensors, rows: readonly number[]): readonly Tensors[] {
  const total = rows.reduce((sum, count) => sum + count, 0);
  let begin = 0;
  return rows.map((count) => {
    const start = begin;
    begin += count;
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { type, dims, data }]) => {
        if (dims[0] !== total || !isWireDtype(type))
          throw new RangeError(`"${name}" has no row for each item`);
        const elements = data as ElementArray;
        const perRow = elements.length / total;
        const part = elements.slice(start * perRow, (start + count) * perRow);
        return [name, new Tensor(type, part, [count, ...dims.slice(1)])];
      }),
    );
  });
}

/** How many items a task has: the first dimension, which all its inputs share. Throws a RangeError where they do not. */
export function rowsOf(tensors: Tensors): number {
  const [rows, ...others] = new Set(Object.values(tensors).map(({ dims }) => dims[0]));
  if (rows === undefined || rows === 0 || others.length > 0)
    throw new RangeError('its inputs differ in their items');
  return rows;
}

function concatenate(tensors: readonly (Tensor | undefined)[]): Tensor {
  const parts = tensors.map((tensor) => {
    const [head] = tensors;
    const isAlike =
      tensor?.type === head?.type && String(tensor?.dims.slice(1)) === String(head?.dims.slice(1));
    if (tensor === undefined || !isAlike) throw new RangeError('shapes differ');
    return tensor;
  });
  const [{ type, dims }] = parts as [Tensor];
  const bytes = Buffer.concat(parts.map(({ data }) => bytesOf(data as ElementArray)));
  const rows = parts.reduce((sum, part) => sum + (part.dims[0] ?? 0), 0);
  return new Tensor(type, elementArray(type as TensorDtype, bytes), [rows, ...dims.slice(1)]);
}

function bytesOf({ buffer, byteOffset, byteLength }: ElementArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
