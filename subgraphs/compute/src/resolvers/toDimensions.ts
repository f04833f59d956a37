import type { DeclaredTensor } from '../onnx/ModelFacts.js';
import type { Dimension } from './types/TensorTypes.js';

/** A declared shape as GraphQL shows it. */
export function toDimensions(shape: DeclaredTensor['shape']): Dimension[] | null {
  return (
    shape?.map((dimension) => ({
      size: typeof dimension === 'number' ? dimension : null,
      name: typeof dimension === 'string' ? dimension : null,
    })) ?? null
  );
}
