import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InferencePool, type TaskRun } from '../../src/children/InferencePool.js';
import { TaskFailed } from '../../src/failures/TaskFailed.js';
import { childEntry } from '../childEntry.js';
import { elementTypes, onnxModel, addModel, type Graph, type Node } from '../onnxModel.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

const { float32, int32, int64, bool } = elementTypes;
const never = new AbortController().signal;
/** Enough for an output that is too large to be sent, and for no more. */
const memoryBytes = 600 * 2 ** 20;

let pool: InferencePool;

beforeAll(() => {
  pool = new InferencePool({
    entry: childEntry,
    cores: 1,
    memoryBytes,
    loadLimitMs: 60_000,
    respawn: { minimumMs: 1, maximumMs: 10 },
    log: pino({ level: 'silent' }),
  });
});
afterAll(() => pool.close());

let runs = 0;

async function run(model: Buffer, input: TaskRun['input'], limitMs = 60_000): Promise<unknown> {
  const path = join(await temporaryDirectory(), `model-${++runs}.onnx`);
  await writeFile(path, model);
  const request = {
    id: `run-${runs}`,
    runner: 'tensor',
    modelKey: path,
    artifacts: { model: path },
    input,
    blobs: {},
  } as const;
  const { output } = await pool.run(request, limitMs, never);
  return JSON.parse(Buffer.from(output).toString());
}

const failureOf = (model: Buffer, input: TaskRun['input'], limitMs?: number): Promise<string> =>
  run(model, input, limitMs).then(
    () => 'it succeeded',
    (error: unknown) =>
      error instanceof TaskFailed ? `${error.failure.code} ${error.failure.fault}` : String(error),
  );

const tensor = (
  dtype: 'float32' | 'int32' | 'int64' | 'bool',
  shape: number[],
  elements: ArrayBufferView,
) => ({
  type: 'tensor' as const,
  dtype,
  shape,
  data: Buffer.from(elements.buffer, elements.byteOffset, elements.byteLength).toString('base64'),
});
const floats = (...values: number[]) => tensor('float32', [values.length], Float32Array.from(values));
const size = (...values: number[]) =>
  tensor('int64', [values.length], BigInt64Array.from(values.map(BigInt)));
const yes = tensor('bool', [], Uint8Array.of(1));

/** A loop that goes on as long as `go` says, which never changes; each turn makes `next` of `value`. */
function endless(turn: Node): Buffer {
  const scalar = (name: string, elementType: number) => ({ name, elementType, shape: [] });
  const values = (name: string) => ({ name, elementType: float32, shape: ['n'] });
  const body: Graph = {
    nodes: [{ op: 'Identity', inputs: ['going'], outputs: ['on'] }, turn],
    inputs: [scalar('turn', int64), scalar('going', bool), values('value')],
    outputs: [scalar('on', bool), values('next')],
  };
  return onnxModel({
    nodes: [{ op: 'Loop', inputs: ['', 'go', 'x'], outputs: ['y'], attributes: { body } }],
    inputs: [scalar('go', bool), values('x')],
    outputs: [values('y')],
  });
}

const standsStill = endless({ op: 'Identity', inputs: ['value'], outputs: ['next'] });
const doubles = endless({
  op: 'Concat',
  inputs: ['value', 'value'],
  outputs: ['next'],
  attributes: { axis: 0 },
});

/** Zeros of a shape that the input says: as large as one likes. */
const zeros = onnxModel({
  nodes: [{ op: 'ConstantOfShape', inputs: ['size'], outputs: ['y'] }],
  inputs: [{ name: 'size', elementType: int64, shape: [2] }],
  outputs: [{ name: 'y', elementType: float32, shape: ['a', 'b'] }],
});

const quotient = (elementType: number) => {
  const values = (name: string) => ({ name, elementType, shape: ['n'] });
  return onnxModel({
    nodes: [{ op: 'Div', inputs: ['a', 'b'], outputs: ['y'] }],
    inputs: [values('a'), values('b')],
    outputs: [values('y')],
  });
};

const circle = onnxModel({
  nodes: [
    { op: 'Identity', inputs: ['b'], outputs: ['a'] },
    { op: 'Identity', inputs: ['a'], outputs: ['b'] },
  ],
  inputs: [],
  outputs: [{ name: 'a', elementType: float32, shape: [1] }],
});

function nested(depth: number): Graph {
  const attributes = depth === 0 ? undefined : { then_branch: nested(depth - 1), else_branch: nested(0) };
  return {
    nodes: [{ op: attributes === undefined ? 'Identity' : 'If', inputs: ['go'], outputs: ['y'], attributes }],
    inputs: [],
    outputs: [{ name: 'y', elementType: bool, shape: [] }],
  };
}

describe('a model that means harm', () => {
  it.each<[string, () => Promise<string>, string | RegExp]>([
    ['runs for ever', () => failureOf(standsStill, { go: yes, x: floats(1) }, 500), 'RUN_TIMED_OUT device'],
    [
      'doubles what it holds, for ever',
      () => failureOf(doubles, { go: yes, x: floats(1) }),
      'MEMORY_EXCEEDED device',
    ],
    [
      'asks for a petabyte',
      () => failureOf(zeros, { size: size(2 ** 24, 2 ** 24) }),
      'MEMORY_EXCEEDED device',
    ],
    [
      'asks for two gigabytes',
      () => failureOf(zeros, { size: size(2 ** 14, 2 ** 15) }),
      'MEMORY_EXCEEDED device',
    ],
    [
      'gives more than anybody may send',
      () => failureOf(zeros, { size: size(5_000, 5_000) }),
      'OUTPUT_TOO_LARGE model',
    ],
    [
      'divides whole numbers by zero',
      () =>
        failureOf(quotient(int32), {
          a: tensor('int32', [1], Int32Array.of(1)),
          b: tensor('int32', [1], Int32Array.of(0)),
        }),
      'MODEL_RUN_FAILED model',
    ],
    ['is no model', () => failureOf(Buffer.from('no model at all'), {}), 'MODEL_UNLOADABLE model'],
    ['is cut off', () => failureOf(addModel().subarray(0, -20), {}), 'MODEL_UNLOADABLE model'],
    ['goes in a circle', () => failureOf(circle, {}), 'MODEL_UNLOADABLE model'],
    [
      'is nested deeper than any stack',
      () =>
        failureOf(onnxModel({ ...nested(300), inputs: [{ name: 'go', elementType: bool, shape: [] }] }), {}),
      'MODEL_UNLOADABLE model',
    ],
  ])('%s: is stopped, and the next run succeeds', async (_what, failure, code) => {
    expect(await failure()).toMatch(code);
    const { data } = floats(4, 6);
    expect(await run(addModel(), { a: floats(1, 2), b: floats(3, 4) })).toMatchObject({ sum: { data } });
  });

  it('gives numbers that are none: they are handed on as they are', async () => {
    const { data } = floats(NaN, Infinity, -Infinity);
    const answer = await run(quotient(float32), { a: floats(0, 1, -1), b: floats(0, 0, 0) });
    const { y } = answer as { y: { data: string } };
    const [nan, ...infinities] = new Float32Array(new Uint8Array(Buffer.from(y.data, 'base64')).buffer);
    expect(nan).toBeNaN();
    expect(infinities).toEqual([Infinity, -Infinity]);
    expect(y.data).toHaveLength(data.length);
  });
});
