// Writes a network of dense layers as an ONNX file: Flatten, then Gemm and Relu by turns; the answer is the numbers before softmax.

const float32 = 1;
const int64Attribute = 2;

/** The bytes of a model that takes `input` ('n' × `shape`) and gives `scores` ('n' × labels). */
export function onnxOfLayers(layers, shape) {
  const nodes = [node('Flatten', ['input'], 'layer0', [['axis', 1]])];
  const initializers = [];
  for (const [index, { inputs, outputs, weights, bias }] of layers.entries()) {
    const isLast = index === layers.length - 1;
    initializers.push(tensor(`w${index}`, [inputs, outputs], weights), tensor(`b${index}`, [outputs], bias));
    const sum = isLast ? 'scores' : `sum${index}`;
    nodes.push(node('Gemm', [`layer${index}`, `w${index}`, `b${index}`], sum));
    if (!isLast) nodes.push(node('Relu', [sum], `layer${index + 1}`));
  }
  const graph = [
    ...nodes.map((one) => message(1, one)),
    text(2, 'classifier'),
    ...initializers.map((one) => message(5, one)),
    message(11, valueInfo('input', ['n', ...shape])),
    message(12, valueInfo('scores', ['n', layers.at(-1).outputs])),
  ];
  return Buffer.concat([number(1, 8), message(7, graph), message(8, [text(1, ''), number(2, 17)])]);
}

function node(op, inputs, output, attributes = []) {
  return [
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(4, op),
    ...attributes.map(([name, value]) =>
      message(5, [text(1, name), number(3, value), number(20, int64Attribute)]),
    ),
  ];
}

function tensor(name, shape, values) {
  return [
    ...shape.map((size) => number(1, size)),
    number(2, float32),
    text(8, name),
    bytes(9, Buffer.from(Float32Array.from(values).buffer)),
  ];
}

function valueInfo(name, shape) {
  const dimensions = shape.map((size) =>
    message(1, [typeof size === 'number' ? number(1, size) : text(2, size)]),
  );
  return [text(1, name), message(2, [message(1, [number(1, float32), message(2, dimensions)])])];
}

function number(field, value) {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function text(field, value) {
  return bytes(field, Buffer.from(value));
}

function message(field, parts) {
  return bytes(field, Buffer.concat(parts));
}

function bytes(field, value) {
  return Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
}

function varint(value) {
  const digits = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) digits.push((rest % 128) | 128);
  return Buffer.from([...digits, rest]);
}
