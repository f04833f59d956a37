import type { DeclaredTensor } from '../../onnx/ModelFacts.js';
import type { TaskInputDeclaration } from '../runnerInputs.js';

type Shape = DeclaredTensor['shape'];
type Declared = Pick<TaskInputDeclaration, 'dtype' | 'shape'>;

/** Whether some tensor fits both declarations. A dimension that is not fixed may turn out to be anything. */
export function tensorsMeet(one: Declared, other: Declared): boolean {
  return one.dtype === other.dtype && meetOf(one.shape, other.shape) !== undefined;
}

/** The shape that fits both: whatever either of them fixes. Undefined when no tensor fits both; null when all is open. */
export function meetOf(one: Shape, other: Shape): Shape | undefined {
  if (one === null || other === null) return one ?? other;
  if (one.length !== other.length) return undefined;
  const meets = one.map((dimension, place) => dimensionMeet(dimension, other[place] ?? null));
  return meets.includes(undefined) ? undefined : meets.map((dimension) => dimension ?? null);
}

type Dimension = number | string | null;

function dimensionMeet(one: Dimension, other: Dimension): Dimension | undefined {
  if (typeof one === 'number' && typeof other === 'number') return one === other ? one : undefined;
  if (typeof other === 'number') return other;
  return one ?? other;
}

/** A declaration in words, for example `float32 [n, 2]`. */
export function describeTensor({ dtype, shape }: Declared): string {
  return `${dtype ?? 'a file'}${shape === null ? '' : ` [${shape.map((size) => size ?? '?').join(', ')}]`}`;
}
