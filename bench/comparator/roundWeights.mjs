// A model with its weights rounded, as somebody would have it who saves work: the file is the same but for the bytes of its float32
// tensors. Field numbers: onnx.proto, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.

/** Fields that lead to tensors: of a model its graph; of a graph its nodes and initializers; of a node its attributes; and so on. */
const model = { 7: 'graph' };
const kinds = {
  model,
  graph: { 1: 'node', 5: 'tensor' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph' },
};
const tensorFields = { dataType: 2, floatData: 4, rawData: 9 };
const float32 = 1;
/** Fewer numbers are no weights: shapes, scales, constants of the graph. */
const fewestWeights = 16;

/** A copy of an ONNX file in which `round(values)` was applied to each tensor of weights, in place. */
export function roundWeights(file, round) {
  const copy = Buffer.from(file);
  let tensors = 0;
  const walk = (bytes, kind) => {
    if (kind === 'tensor') return void (tensors += roundTensor(bytes, round));
    for (const { field, value } of fieldsOf(bytes))
      if (typeof value === 'object' && field in kinds[kind]) walk(value, kinds[kind][field]);
  };
  walk(copy, 'model');
  if (tensors === 0) throw new Error('the model has no weights to round');
  return copy;
}

function roundTensor(bytes, round) {
  const fields = [...fieldsOf(bytes)];
  const of = (number) => fields.find(({ field }) => field === number)?.value;
  const data = of(tensorFields.rawData) ?? of(tensorFields.floatData);
  if (of(tensorFields.dataType) !== float32 || typeof data !== 'object') return 0;
  const values = Float32Array.from({ length: data.length / 4 }, (_, at) => data.readFloatLE(4 * at));
  if (values.length < fewestWeights) return 0;
  for (const [at, value] of round(values).entries()) data.writeFloatLE(value, 4 * at);
  return 1;
}

/** The fields of a protobuf message: numbers of varints, views of whatever has a length. */
function* fieldsOf(bytes) {
  let at = 0;
  const varint = () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const [field, type] = [Math.floor(key / 8), key % 8];
    if (type === 0) yield { field, value: varint() };
    else if (type === 2) {
      const length = varint();
      yield { field, value: bytes.subarray(at, at + length) };
      at += length;
    } else if (type === 1 || type === 5) at += type === 1 ? 8 : 4;
    else throw new Error(`protobuf wire type ${type} at byte ${at}`);
  }
}

/** To the nearest numbers of IEEE 754 binary16. */
export const toHalf = (values) =>
  values.map((value) => {
    const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value) || 1)));
    const step = 2 ** (exponent - 10);
    return Math.round(value / step) * step;
  });

/** To 255 even steps between the largest weight and its opposite, as the simplest quantization does. */
export function toEightBits(values) {
  const step = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127 || 1;
  return values.map((value) => Math.round(value / step) * step);
}
