/** Builds small ONNX files for tests: just enough protobuf for graphs of plain nodes. */

export interface Declared {
  readonly name: string;
  /** ONNX TensorProto.DataType. */
  readonly elementType: number;
  readonly shape: readonly (number | string)[];
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers, and graphs that run inside of the node. */
  readonly attributes?: Readonly<Record<string, number | Graph>> | undefined;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly inputs: readonly Declared[];
  readonly outputs: readonly Declared[];
}

export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
} as const;

/** The bytes of a model of ONNX IR version 8, operator set 17. */
export function onnxModel(graph: Graph): Buffer {
  return Buffer.concat([
    number(1, 8),
    message(7, graphProto(graph)),
    message(8, [text(1, ''), number(2, 17)]),
  ]);
}

/** A model whose output `y` is its input `x`. */
export function identityModel(elementType: number, shape: Declared['shape']): Buffer {
  return onnxModel({
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', elementType, shape }],
    outputs: [{ name: 'y', elementType, shape }],
  });
}

/** A model that adds `a` and `b`, float32 of two elements. */
export function addModel(): Buffer {
  const declared = (name: string): Declared => ({ name, elementType: elementTypes.float32, shape: [2] });
  return onnxModel({
    nodes: [{ op: 'Add', inputs: ['a', 'b'], outputs: ['sum'] }],
    inputs: [declared('a'), declared('b')],
    outputs: [declared('sum')],
  });
}

/** A model that multiplies zeros of the shape `size` (int64, two elements) by themselves `times` over: slow at will. */
export function slowModel(times: number): Buffer {
  const products = Array.from({ length: times }, (_, index) => ({
    op: 'MatMul',
    inputs: [index === 0 ? 'm' : `p${index - 1}`, 'm'],
    outputs: [`p${index}`],
  }));
  return onnxModel({
    nodes: [
      { op: 'ConstantOfShape', inputs: ['size'], outputs: ['m'] },
      ...products,
      { op: 'ReduceMax', inputs: [`p${times - 1}`], outputs: ['largest'] },
    ],
    inputs: [{ name: 'size', elementType: elementTypes.int64, shape: [2] }],
    outputs: [{ name: 'largest', elementType: elementTypes.float32, shape: ['a', 'b'] }],
  });
}

function graphProto({ nodes, inputs, outputs }: Graph): Buffer[] {
  return [
    ...nodes.map((node) => message(1, nodeProto(node))),
    text(2, 'test'),
    ...inputs.map((declared) => message(11, valueInfo(declared))),
    ...outputs.map((declared) => message(12, valueInfo(declared))),
  ];
}

function nodeProto({ op, inputs, outputs, attributes = {} }: Node): Buffer[] {
  return [
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => message(5, [text(1, name), ...attribute(value)])),
  ];
}

/** The value of an AttributeProto, and its type: INT or GRAPH. */
function attribute(value: number | Graph): Buffer[] {
  return typeof value === 'number'
    ? [number(3, value), number(20, 2)]
    : [message(6, graphProto(value)), number(20, 5)];
}

function valueInfo({ name, elementType, shape }: Declared): Buffer[] {
  const dimensions = shape.map((size) =>
    message(1, [typeof size === 'number' ? number(1, size) : text(2, size)]),
  );
  return [text(1, name), message(2, [message(1, [number(1, elementType), message(2, dimensions)])])];
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  return bytes(field, Buffer.concat(parts));
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
}

function varint(value: number): Buffer {
  const digits: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) digits.push((rest % 128) | 128);
  return Buffer.from([...digits, rest]);
}
