import { elementTypes, onnxModel } from '../../executors/agent/test/onnxModel.js';

/**
 * A model that doubles `x` after as many matrix products as `products` says: `size` (two elements) is the shape of the
 * matrices, so the caller chooses how long a run takes. Gives `y`, the double of `x`, of shape [1, 1].
 */
export function workModel(products: number): Buffer {
  const chain = Array.from({ length: products }, (_, index) => ({
    op: 'MatMul',
    inputs: [index === 0 ? 'm' : `p${index - 1}`, 'm'],
    outputs: [`p${index}`],
  }));
  return onnxModel({
    nodes: [
      { op: 'ConstantOfShape', inputs: ['size'], outputs: ['m'] },
      ...chain,
      { op: 'ReduceMax', inputs: [`p${products - 1}`], outputs: ['zero'] },
      { op: 'Add', inputs: ['x', 'x'], outputs: ['double'] },
      { op: 'Add', inputs: ['double', 'zero'], outputs: ['y'] },
    ],
    inputs: [
      { name: 'size', elementType: elementTypes.int64, shape: [2] },
      { name: 'x', elementType: elementTypes.float32, shape: [1] },
    ],
    outputs: [{ name: 'y', elementType: elementTypes.float32, shape: [1, 1] }],
  });
}

/** The item that asks {@link workModel} for the double of `x`, with matrices of `side` × `side`. */
export function workItem(x: number, side: number) {
  const data = (elements: BigInt64Array | Float32Array) => Buffer.from(elements.buffer).toString('base64');
  const size = { dtype: 'int64', shape: [2], data: data(BigInt64Array.of(BigInt(side), BigInt(side))) };
  const tensor = { dtype: 'float32', shape: [1], data: data(Float32Array.of(x)) };
  return {
    inputs: [
      { name: 'size', tensor: size },
      { name: 'x', tensor },
    ],
  };
}
