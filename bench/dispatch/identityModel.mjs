// A model that gives back the one number it is given: work that costs nothing, so that only its handling is measured.

/** The bytes of an ONNX file with the input `x` and the output `y`, both float32 of shape [1]. */
export function identityModel() {
  const shape = message(1, varint(1, 1));
  const tensorType = message(1, Buffer.concat([varint(1, 1), message(2, shape)]));
  const value = (name) => Buffer.concat([text(1, name), message(2, tensorType)]);
  const node = Buffer.concat([text(1, 'x'), text(2, 'y'), text(4, 'Identity')]);
  const graph = Buffer.concat([
    message(1, node),
    text(2, 'identity'),
    message(11, value('x')),
    message(12, value('y')),
  ]);
  return Buffer.concat([varint(1, 8), message(7, graph), message(8, varint(2, 13))]);
}

/** The item that asks for `number`, and what comes of it: the same tensor under the output's name. */
export function identityItem(number) {
  const data = Buffer.from(Float32Array.of(number).buffer).toString('base64');
  return { inputs: [{ name: 'x', tensor: { dtype: 'float32', shape: [1], data } }] };
}

function varint(field, number) {
  return Buffer.from([field << 3, number]);
}

function message(field, bytes) {
  return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);
}

function text(field, string) {
  return message(field, Buffer.from(string));
}
