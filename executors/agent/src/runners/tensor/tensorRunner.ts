import {
  type InlineTensor,
  type InputValue,
  type JsonValue,
  type TaskInput,
  type TensorDeclaration,
  tensorDtypes,
} from '@ai-collective/contracts';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { nameComplaint, shapeOfRaw, tensorComplaint } from '../../rules/tensorComplaint.js';
import { openSession } from '../openSession.js';
import { outputTooLarge } from '../../failures/outputTooLarge.js';
import { deviceFailure, inputFailure, modelFailure, TaskFailed } from '../../failures/TaskFailed.js';
import type { InputBlobs, LoadedRunner, Runner, RunnerItem } from '../runner.js';
import { elementArray, isWireDtype } from './elementArray.js';
import { hasBatchAxis, rowsOf, splitTensors, stackTensors, type Tensors } from './stackTensors.js';

/**
 * Raw tensors in and out. An input is a tensor in place or a blob of its raw little-endian elements;
 * the answer holds every output of the model by name, as `{ dtype, shape, data }` with `data` in base64.
 */
export const tensorRunner: Runner = {
  name: 'tensor',
  async load(artifacts, options) {
    const session = await openSession(artifacts, 'model', options);
    const declared = session.inputMetadata.map(toDeclaration);
    const alone: LoadedRunner = {
      run: async (input, blobs) => answerOf(await runSession(session, toFeeds(declared, input, blobs))),
      dispose: () => session.release(),
    };
    if (!hasBatchAxis(session)) return alone;
    return { ...alone, runBatch: (items) => runStacked(session, declared, items), mayMix: true };
  },
};

function toDeclaration(metadata: InferenceSession.ValueMetadata): TensorDeclaration {
  if (!metadata.isTensor || !isWireDtype(metadata.type)) {
    throw modelFailure(
      'MODEL_DTYPE_UNSUPPORTED',
      `The input "${metadata.name}" has a type that cannot be sent.`,
    );
  }
  const shape = metadata.shape.map((size) => (size === '' ? null : size));
  return { name: metadata.name, dtype: metadata.type, shape };
}

function toFeeds(declared: readonly TensorDeclaration[], input: TaskInput, blobs: InputBlobs): Tensors {
  refuse(nameComplaint(declared, Object.keys(input)));
  return Object.fromEntries(
    declared.flatMap((declaration) => {
      const value = input[declaration.name];
      return value === undefined ? [] : [[declaration.name, toTensor(declaration, value, blobs)]];
    }),
  );
}

function toTensor(declared: TensorDeclaration, value: InputValue, blobs: InputBlobs): Tensor {
  const { dtype, shape, bytes } =
    value.type === 'tensor' ? inline(value) : raw(declared, blobs.get(value.cid));
  refuse(tensorComplaint(declared, { dtype, shape, bytes: bytes.byteLength }));
  const elements = elementArray(dtype, bytes);
  if (dtype === 'bool' && bytes.some((element) => element > 1)) {
    throw inputFailure(
      'TENSOR_DATA_INVALID',
      `The input "${declared.name}" has bools that are neither 0 nor 1.`,
    );
  }
  return new Tensor(dtype, elements, shape);
}

type Unpacked = Pick<InlineTensor, 'dtype' | 'shape'> & { readonly bytes: Uint8Array };

function inline({ dtype, shape, data }: InlineTensor): Unpacked {
  return { dtype, shape, bytes: Buffer.from(data, 'base64') };
}

function raw(declared: TensorDeclaration, bytes: Uint8Array | undefined): Unpacked {
  const { name, dtype } = declared;
  if (bytes === undefined)
    throw inputFailure('TENSOR_MISSING', `The blob of the input "${name}" did not come with the task.`);
  if (!isWireDtype(dtype))
    throw modelFailure('MODEL_DTYPE_UNSUPPORTED', `The input "${name}" has a type that cannot be sent.`);
  const shape = shapeOfRaw(declared, tensorDtypes[dtype], bytes.byteLength);
  if (shape === null) {
    throw inputFailure(
      'TENSOR_SHAPE_MISMATCH',
      `The ${bytes.byteLength} bytes of the input "${name}" make no tensor of its shape.`,
    );
  }
  return { dtype, shape, bytes };
}

async function runSession(session: InferenceSession, feeds: Tensors): Promise<Tensors> {
  try {
    return await session.run(feeds);
  } catch (error) {
    if (isOutOfMemory(error))
      throw deviceFailure('MEMORY_EXCEEDED', 'The model needed more memory than this device has.', error);
    // Types and shapes fit what the model declares, so what fails now fails inside its graph.
    const reason = error instanceof Error ? error.message : String(error);
    throw modelFailure('MODEL_RUN_FAILED', `The model failed on this input: ${reason.slice(0, 500)}`, error);
  }
}

async function runStacked(
  session: InferenceSession,
  declared: readonly TensorDeclaration[],
  items: readonly RunnerItem[],
): Promise<readonly JsonValue[]> {
  const feeds = items.map(({ input, blobs }) => toFeeds(declared, input, blobs));
  const rows = feeds.map(rowsOf);
  // How many items a blob holds was not known to whoever put these together.
  const hasBlob = items.some(({ input }) => Object.values(input).some(({ type }) => type === 'blob'));
  if (hasBlob && rows.some((count) => count > 1))
    throw new RangeError('a blob of several items is not stacked');
  const outputs = await runSession(session, stackTensors(feeds));
  return splitTensors(outputs, rows).map(answerOf);
}

/** Sizes are added up before anything is written out: in base64 they would fill the memory once more, or no string holds them. */
function answerOf(results: Tensors): JsonValue {
  const sizes = Object.values(results).map(({ data }) => (ArrayBuffer.isView(data) ? data.byteLength : 0));
  const refusal = outputTooLarge(sizes.reduce((sum, bytes) => sum + Math.ceil(bytes / 3) * 4, 0));
  if (refusal !== null) throw refusal;
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, toInline(name, tensor)]));
}

function toInline(name: string, { type, dims, data }: Tensor): JsonValue {
  if (!isWireDtype(type) || !ArrayBuffer.isView(data)) {
    throw modelFailure(
      'MODEL_DTYPE_UNSUPPORTED',
      `The output "${name}" has the type ${type}, which cannot be sent.`,
    );
  }
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return { dtype: type, shape: [...dims], data: bytes.toString('base64') };
}

function refuse(failure: TaskFailed['failure'] | null): void {
  if (failure !== null) throw new TaskFailed(failure);
}

/** What ONNX Runtime says of memory it did not get: the same model may well run on a larger device. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /Failed to allocate memory|bad_alloc|bad allocation/.test(error.message);
}
