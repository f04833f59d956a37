import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inlineTensorSchema, type TaskInput, type TensorDtype, tensorDtypes } from '@ai-collective/contracts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { TaskFailed } from '../../../src/failures/TaskFailed.js';
import { type InputBlobs, type LoadedRunner, oneCore } from '../../../src/runners/runner.js';
import { tensorRunner } from '../../../src/runners/tensor/tensorRunner.js';
import { addModel, elementTypes, identityModel, onnxModel } from '../../onnxModel.js';
import { temporaryDirectory } from '../../temporaryDirectory.js';

async function load(model: Buffer): Promise<LoadedRunner> {
  const path = join(await temporaryDirectory(), 'model.onnx');
  await writeFile(path, model);
  const runner = await tensorRunner.load({ model: path }, oneCore);
  onTestFinished(() => runner.dispose());
  return runner;
}

async function failureCode(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof TaskFailed ? `${error.failure.code} ${error.failure.fault}` : 'none';
}

const tensor = (dtype: TensorDtype, shape: readonly number[], bytes: Uint8Array) =>
  ({ type: 'tensor', dtype, shape, data: Buffer.from(bytes).toString('base64') }) as const;
const floats = (...values: number[]) =>
  tensor('float32', [values.length], new Uint8Array(Float32Array.from(values).buffer));

const noBlobs: InputBlobs = new Map();

describe('the tensor runner', () => {
  it('adds two tensors', async () => {
    const runner = await load(addModel());
    const answer = await runner.run({ a: floats(1, 2), b: floats(10, 20.5) }, noBlobs);
    expect(answer).toEqual({ sum: { dtype: 'float32', shape: [2], data: floats(11, 22.5).data } });
  });

  it.each(Object.keys(tensorDtypes) as TensorDtype[])(
    'carries %s through unchanged, bit by bit',
    async (dtype) => {
      const runner = await load(identityModel(elementTypes[dtype], ['n', 2]));
      const bytes = Uint8Array.from({ length: 4 * tensorDtypes[dtype] }, (_, index) =>
        dtype === 'bool' ? index % 2 : (index * 37 + 1) % 120,
      );
      const given = tensor(dtype, [2, 2], bytes);
      const answer = z.object({ y: inlineTensorSchema }).parse(await runner.run({ x: given }, noBlobs));
      expect(answer.y).toEqual({ dtype, shape: [2, 2], data: given.data });
    },
  );

  describe('with items of several tasks', () => {
    const item = (x: ReturnType<typeof tensor>) => ({ input: { x }, blobs: noBlobs });
    const rows = (count: number, start: number) =>
      tensor(
        'float32',
        [count, 2],
        new Uint8Array(Float32Array.from({ length: 2 * count }, (_, i) => start + i).buffer),
      );

    it('stacks them along the first axis, and gives each what it gets alone', async () => {
      const runner = await load(identityModel(elementTypes.float32, ['n', 2]));
      const items = [rows(1, 5), rows(2, 10), rows(1, 0)].map(item);
      const alone = await Promise.all(items.map(({ input, blobs }) => runner.run(input, blobs)));
      expect(await runner.runBatch?.(items)).toEqual(alone);
    });

    it('stacks blobs of one item each', async () => {
      const runner = await load(identityModel(elementTypes.float32, ['n', 2]));
      const bytes = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);
      const blob = (values: readonly number[]) => ({
        input: { x: { type: 'blob', cid: 'c' } } as const,
        blobs: new Map([['c', bytes(values)]]),
      });
      const answer = await runner.runBatch?.([blob([1, 2]), blob([3, 4])]);
      expect(answer).toMatchObject([1, 3].map((first) => ({ y: { data: rows(1, first).data } })));
      await expect(runner.runBatch?.([blob([1, 2]), blob([3, 4, 5, 6])])).rejects.toThrow(RangeError);
    });

    it('does not stack other shapes than its own', async () => {
      const runner = await load(identityModel(elementTypes.float32, ['n', 'm']));
      const wide = tensor('float32', [1, 4], new Uint8Array(16));
      await expect(runner.runBatch?.([item(rows(1, 0)), item(wide)])).rejects.toThrow(RangeError);
    });

    it('does not take apart what has no row for each item', async () => {
      const declared = (name: string, shape: readonly string[]) => ({
        name,
        elementType: elementTypes.float32,
        shape,
      });
      const transpose = { op: 'Transpose', inputs: ['x'], outputs: ['y'] };
      const runner = await load(
        onnxModel({
          nodes: [transpose],
          inputs: [declared('x', ['n', 'm'])],
          outputs: [declared('y', ['m', 'n'])],
        }),
      );
      await expect(runner.runBatch?.([0, 1, 2].map((start) => item(rows(1, start))))).rejects.toThrow(
        RangeError,
      );
    });

    it('cannot where the first dimension is fixed', async () => {
      expect((await load(addModel())).runBatch).toBeUndefined();
    });
  });

  it('keeps 64-bit integers exact', async () => {
    const runner = await load(identityModel(elementTypes.int64, [1]));
    const given = tensor('int64', [1], new Uint8Array(BigInt64Array.of(-9_007_199_254_740_993n).buffer));
    expect(await runner.run({ x: given }, noBlobs)).toEqual({
      y: { dtype: 'int64', shape: [1], data: given.data },
    });
  });

  it('takes a scalar and an empty tensor', async () => {
    const scalar = await load(identityModel(elementTypes.uint8, []));
    expect(await scalar.run({ x: tensor('uint8', [], Uint8Array.of(7)) }, noBlobs)).toMatchObject({
      y: { shape: [] },
    });
    const empty = await load(identityModel(elementTypes.uint8, ['n']));
    expect(await empty.run({ x: tensor('uint8', [0], new Uint8Array()) }, noBlobs)).toMatchObject({
      y: { shape: [0] },
    });
  });

  it('takes raw elements from a blob, also at an odd address', async () => {
    const runner = await load(identityModel(elementTypes.float32, ['n', 2]));
    const bytes = new Uint8Array(17).subarray(1);
    bytes.set(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer));
    const answer = await runner.run({ x: { type: 'blob', cid: 'c' } }, new Map([['c', bytes]]));
    expect(answer).toMatchObject({ y: { shape: [2, 2], data: Buffer.from(bytes).toString('base64') } });
  });

  it.each<[string, TaskInput, string]>([
    ['an unknown name', { a: floats(1, 2), b: floats(1, 2), c: floats(1, 2) }, 'TENSOR_NAME_UNKNOWN input'],
    ['a missing input', { a: floats(1, 2) }, 'TENSOR_MISSING input'],
    [
      'another dtype',
      { a: floats(1, 2), b: tensor('int8', [2], Uint8Array.of(1, 2)) },
      'TENSOR_DTYPE_MISMATCH input',
    ],
    ['another shape', { a: floats(1, 2), b: floats(1, 2, 3) }, 'TENSOR_SHAPE_MISMATCH input'],
    ['a blob that is missing', { a: floats(1, 2), b: { type: 'blob', cid: 'c' } }, 'TENSOR_MISSING input'],
  ])('refuses %s', async (_, input, code) => {
    const runner = await load(addModel());
    expect(await failureCode(runner.run(input, noBlobs))).toBe(code);
  });

  it('refuses bools that are neither 0 nor 1, and raw bytes that make no tensor', async () => {
    const bools = await load(identityModel(elementTypes.bool, ['n']));
    expect(await failureCode(bools.run({ x: tensor('bool', [1], Uint8Array.of(2)) }, noBlobs))).toBe(
      'TENSOR_DATA_INVALID input',
    );
    const pairs = await load(identityModel(elementTypes.float32, ['n', 2]));
    const blobs: InputBlobs = new Map([['c', new Uint8Array(7)]]);
    expect(await failureCode(pairs.run({ x: { type: 'blob', cid: 'c' } }, blobs))).toBe(
      'TENSOR_SHAPE_MISMATCH input',
    );
  });

  it('says when the model itself is at fault', async () => {
    const path = join(await temporaryDirectory(), 'model.onnx');
    await writeFile(path, 'not a model');
    expect(await failureCode(tensorRunner.load({ model: path }, oneCore))).toBe('MODEL_UNLOADABLE model');
    expect(await failureCode(tensorRunner.load({}, oneCore))).toBe('MODEL_FILE_MISSING model');
    expect(await failureCode(load(identityModel(elementTypes.string, [1])))).toBe(
      'MODEL_DTYPE_UNSUPPORTED model',
    );
    const product = await load(
      onnxModel({
        nodes: [{ op: 'MatMul', inputs: ['a', 'b'], outputs: ['y'] }],
        inputs: [
          { name: 'a', elementType: elementTypes.float32, shape: ['n'] },
          { name: 'b', elementType: elementTypes.float32, shape: ['m'] },
        ],
        outputs: [{ name: 'y', elementType: elementTypes.float32, shape: [] }],
      }),
    );
    expect(await failureCode(product.run({ a: floats(1, 2), b: floats(1, 2, 3) }, noBlobs))).toBe(
      'MODEL_RUN_FAILED model',
    );
  });
});
