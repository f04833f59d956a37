/** Thrown when bytes are not an ONNX model that can be read within bounds. */
export class MalformedModel extends Error {
  override readonly name = 'MalformedModel';
}
